// One job: what it does now and why, its output, figures, artifacts and history.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { asApiError } from '../../api/errors';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { NotFound } from '../../shell/NotFound';
import { usePage } from '../../shell/page';
import { ErrorState } from '../../ui/ErrorState';
import { changed } from '../../ui/list-state';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/PanelState';
import { JobDialogs, type Asked, type Question } from './JobDialogs';
import { JobFacts } from './JobFacts';
import { JobHead } from './JobHead';
import { JobTabs } from './JobTabs';
import { jobQuery, type JobDetail } from './job';
import { asPhase, hasEnded } from './phase';

export function JobPage() {
  const { id = '' } = useParams();
  const group = useGroup();
  const query = useQuery(jobQuery(id));
  const job = query.data?.phJob;
  usePage(job?.displayName ?? t.jobs.title, group.displayName, {
    parents: [{ title: t.jobs.title, to: groupPath(group, 'jobs') }],
  });
  if (job) return <Loaded key={job.id} job={job} />;
  if (query.error && asApiError(query.error).code === 'RESOURCE_NOT_FOUND') return <NotFound />;
  return (
    <Panel flush>
      {query.error ? (
        <ErrorState error={query.error} what={t.jobs.theJob} retry={() => void query.refetch()} />
      ) : (
        <Skeleton height={320} />
      )}
    </Panel>
  );
}

function Loaded({ job }: { job: JobDetail }) {
  const [asked, ask, close] = useQuestion(job);
  return (
    <>
      <div className="visually-hidden" role="status">
        {announcement(job)}
      </div>
      <JobHead job={job} ask={ask} />
      <div className="stack">
        <JobFacts job={job} />
        <JobTabs job={job} />
      </div>
      <JobDialogs asked={asked} close={close} />
    </>
  );
}

/** "?ask=cancel" in the address opens the question, so that the palette can lead to it. */
function useQuestion(job: JobDetail) {
  const [params, setParams] = useSearchParams();
  const wanted = params.get('ask') === 'cancel' && !hasEnded(asPhase(job.phase)) ? 'cancel' : undefined;
  const [question, setQuestion] = useState<Question | undefined>(wanted);
  const asked: Asked | undefined = question && { question, job };
  const close = () => {
    setQuestion(undefined);
    if (params.has('ask')) setParams(changed(params, { ask: undefined }), { replace: true });
  };
  return [asked, setQuestion, close] as const;
}

/** Screen readers say a text in a status region when it changes, so this is heard once, when the job ends. */
function announcement({ phase: text, displayName }: JobDetail): string {
  const phase = asPhase(text);
  return hasEnded(phase) ? t.jobs.endedAnnouncement(displayName ?? '', t.jobs.phase[phase]) : '';
}
