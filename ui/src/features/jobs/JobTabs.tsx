// The tabs of a job's page, kept in the address. Without one there, a job that runs shows its output first.
import { lazy, Suspense, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { t } from '../../messages/jobs';
import { LinkTabs } from '../../ui/LinkTabs';
import { changed } from '../../ui/list-state';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/PanelState';
import { ArtifactsTab } from './ArtifactsTab';
import { EventsTab } from './EventsTab';
import { InformationTab } from './InformationTab';
import { JobLogTab } from './JobLogTab';
import type { JobDetail } from './job';
import { asPhase, hasEnded, type Phase } from './phase';

const MonitoringTab = lazy(async () => ({ default: (await import('./MonitoringTab')).MonitoringTab }));

type Tab = keyof typeof t.jobs.tabs;

const TABS = Object.keys(t.jobs.tabs) as Tab[];

export function JobTabs({ job }: { job: JobDetail }) {
  const phase = asPhase(job.phase);
  // Decided once: the page does not change under its reader when the job ends.
  const [first] = useState<Tab>(phase === 'Running' ? 'logs' : 'information');
  const [params] = useSearchParams();
  const { pathname } = useLocation();
  const wanted = TABS.find((tab) => tab === params.get('tab')) ?? first;
  const tab = whyNot(wanted, phase, job) ? 'information' : wanted;
  return (
    <Panel flush>
      <LinkTabs
        label={t.jobs.sections}
        inPanel
        tabs={TABS.map((name) => ({
          to: `${pathname}?${changed(params, { tab: name })}`,
          label: t.jobs.tabs[name],
          current: name === tab,
          disabledBecause: whyNot(name, phase, job),
        }))}
      />
      <Suspense fallback={<Skeleton height={320} />}>
        {tab === 'information' && <InformationTab job={job} />}
        {tab === 'logs' && <JobLogTab job={job} />}
        {tab === 'monitoring' && <MonitoringTab id={job.id} running={!hasEnded(phase)} />}
        {tab === 'artifacts' && <ArtifactsTab id={job.id} />}
        {tab === 'events' && <EventsTab id={job.id} />}
      </Suspense>
    </Panel>
  );
}

function whyNot(tab: Tab, phase: Phase, { startTime }: JobDetail): string | undefined {
  if (tab === 'artifacts') return hasEnded(phase) ? undefined : t.jobs.afterEnd;
  // A start that is tried again may have written something already.
  if (tab === 'logs') return phase === 'Pending' && !startTime ? t.jobs.afterStart : undefined;
  if (tab === 'monitoring') return startTime ? undefined : t.jobs.afterStart;
  return undefined;
}
