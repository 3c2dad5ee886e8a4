// A new job, an empty one or the clone of another; and a new recurring job.
import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useSearchParams } from 'react-router';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { usePage } from '../../shell/page';
import { EmptyState } from '../../ui/EmptyState';
import { Note } from '../../ui/Note';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/PanelState';
import { ErrorState } from '../../ui/ErrorState';
import { JobForm } from './JobForm';
import { firstValues, missing, type Given } from './job-form';
import { jobOptionsQuery } from './job-options';
import { useSubmit } from './submit';

const CloneDocument = graphql(`
  query JobToClone($id: ID!) {
    phJob(where: { id: $id }) {
      id
      displayName
      command
      image
      activeDeadlineSeconds
      priority
      instanceType {
        name
      }
    }
  }
`);

export function NewJobPage() {
  const group = useGroup();
  const [params] = useSearchParams();
  const cloned = params.get('clone') ?? '';
  const when = params.get('when') === 'recurring' ? 'recurring' : 'now';
  const options = useQuery(jobOptionsQuery(group.id));
  const source = useQuery({ ...apiQuery(CloneDocument, { id: cloned }, []), enabled: cloned !== '' });
  const send = useSubmit();
  const job = source.data?.phJob;
  const given: Given | undefined = job && { ...job, instanceTypeName: job.instanceType?.name };
  const plain = when === 'recurring' ? t.recurring.newOne : t.jobs.newJob;
  const title = job?.displayName ? t.jobs.cloneTitle(job.displayName) : plain;
  const cancelTo = groupPath(group, when === 'recurring' ? 'jobs/recurring' : cloned ? `jobs/${cloned}` : 'jobs');
  usePage(cloned ? t.jobs.clone : plain, group.displayName, {
    parents: [{ title: t.jobs.title, to: groupPath(group, 'jobs') }],
    form: true,
  });
  const waits = options.isPending || (cloned !== '' && source.isPending);
  return (
    <>
      <PageHead
        title={title}
        sub={job ? t.jobs.cloneSub : (when === 'recurring' ? t.recurring : t.jobs).newSub(group.displayName)}
      />
      {source.error && <Note tone="warn">{t.jobs.cloneGone}</Note>}
      {options.error && !options.data ? (
        <Panel flush>
          <ErrorState error={options.error} what={t.jobs.theJob} retry={() => void options.refetch()} />
        </Panel>
      ) : waits || !options.data ? (
        <Skeleton height={560} />
      ) : options.data.jobOptions.instanceTypes.length + options.data.jobOptions.images.length === 0 ? (
        <Panel flush>
          <EmptyState icon={ListChecks} tone="idle" title={t.jobs.noChoices} text={t.jobs.noChoicesText} />
        </Panel>
      ) : (
        <JobForm
          key={cloned}
          options={options.data.jobOptions}
          workloads={options.data.group?.workloads ?? []}
          first={firstValues(options.data.jobOptions, given, when)}
          groupName={group.displayName}
          warnings={missing(options.data.jobOptions, given)}
          cancelTo={cancelTo}
          send={send}
        />
      )}
    </>
  );
}
