// Changes a recurring job. Runs that have started keep what they were started with.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { asApiError } from '../../../api/errors';
import { graphql } from '../../../api/graphql';
import { useApiMutation } from '../../../api/mutate';
import { t } from '../../../messages/jobs';
import { groupPath, useGroup } from '../../../shell/current-group';
import { useMe } from '../../../shell/me';
import { NotFound } from '../../../shell/NotFound';
import { usePage } from '../../../shell/page';
import { ErrorState } from '../../../ui/ErrorState';
import { PageHead } from '../../../ui/PageHead';
import { Panel } from '../../../ui/Panel';
import { Skeleton } from '../../../ui/PanelState';
import { useToast } from '../../../ui/toast';
import { JobForm } from '../JobForm';
import { firstValues, missing, toScheduleInput, type JobValues } from '../job-form';
import { jobOptionsQuery } from '../job-options';
import { scheduleQuery } from './schedule';

const SaveDocument = graphql(`
  mutation SaveSchedule($id: ID!, $data: PhScheduleUpdateInput!) {
    updatePhSchedule(where: { id: $id }, data: $data) {
      id
    }
  }
`);

export function EditSchedulePage() {
  const { id = '' } = useParams();
  const group = useGroup();
  const navigate = useNavigate();
  const toast = useToast();
  const { username } = useMe();
  const options = useQuery(jobOptionsQuery(group.id));
  const existing = useQuery(scheduleQuery(id, 1));
  const save = useApiMutation(SaveDocument, ['schedule']);
  const schedule = existing.data?.phSchedule;
  const name = schedule?.displayName ?? '';
  const page = groupPath(group, `jobs/recurring/${id}`);
  usePage(t.recurring.edit, group.displayName, {
    parents: [
      { title: t.jobs.title, to: groupPath(group, 'jobs') },
      { title: t.recurring.title, to: groupPath(group, 'jobs/recurring') },
      ...(name ? [{ title: name, to: page }] : []),
    ],
    form: true,
  });
  const send = async (values: JobValues) => {
    await save.mutateAsync({ id, data: toScheduleInput(values, group.id) });
    toast.success(t.recurring.didSave(values.displayName.trim()));
    void navigate(page);
  };
  const error = existing.error ?? options.error;
  if (error && asApiError(error).code === 'RESOURCE_NOT_FOUND') return <NotFound />;
  if (!schedule || !options.data) {
    return (
      <Panel flush>
        {error ? (
          <ErrorState
            error={error}
            what={t.recurring.theOne}
            retry={() => void Promise.all([existing.refetch(), options.refetch()])}
          />
        ) : (
          <Skeleton height={560} />
        )}
      </Panel>
    );
  }
  return (
    <>
      <PageHead title={t.recurring.editTitle(name)} sub={t.recurring.editSub} />
      <JobForm
        options={options.data.jobOptions}
        workloads={options.data.group?.workloads ?? []}
        first={firstValues(options.data.jobOptions, schedule, 'recurring')}
        groupName={group.displayName}
        warnings={[
          ...missing(options.data.jobOptions, schedule),
          ...(schedule.userName === username ? [] : [t.recurring.becomesYours(schedule.userName ?? '')]),
        ]}
        edits
        cancelTo={page}
        send={send}
      />
    </>
  );
}
