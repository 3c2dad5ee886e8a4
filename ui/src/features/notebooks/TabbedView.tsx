// A notebook that runs, or ran: facts, then one tab for each way to look into it.
import { lazy, Suspense } from 'react';
import { Button } from 'antd';
import { ArrowUpRight, Play, Square } from 'lucide-react';
import { useSearchParams } from 'react-router';
import { useNow } from '../../api/clock';
import { duration } from '../../format/time';
import { resources } from '../../format/units';
import { t } from '../../messages/en';
import { CopyableId } from '../../ui/CopyButton';
import { FactStrip, type Fact } from '../../ui/Facts';
import { Age, Moment, Ticking } from '../../ui/Moment';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/PanelState';
import { Status } from '../../ui/Status';
import { useNotebookActions } from './actions';
import { amountsOf } from '../workload/amounts';
import { EventsTab } from './EventsTab';
import { LogsTab } from './LogsTab';
import { MoreMenu } from './MoreMenu';
import { openAddress, type NotebookDetail } from './notebook';
import type { Question } from './NotebookDialogs';
import { notebookLines } from './notebook-lines';
import { NotebookTabs, useTab } from './NotebookTabs';
import { OverviewTab } from './OverviewTab';
import { statusOf } from './status';

const MonitoringTab = lazy(async () => ({ default: (await import('./MonitoringTab')).MonitoringTab }));
const Terminal = lazy(async () => ({ default: (await import('./Terminal')).Terminal }));

type Props = { notebook: NotebookDetail; ask: (question: Question) => void };

export function TabbedView({ notebook, ask }: Props) {
  const { id, name, phase } = notebook;
  const running = phase === 'Running';
  const tab = useTab(running ? ['logs', 'events', 'monitoring', 'terminal'] : ['logs', 'events']);
  const now = useNow(5);
  return (
    <>
      <PageHead
        title={name}
        status={<Chip notebook={notebook} />}
        sub={running ? <CopyableId text={id} /> : (notebookLines(notebook, now).second ?? t.notebooks.stoppedText)}
        actions={<Actions notebook={notebook} ask={ask} />}
      />
      <div className="stack">
        <FactStrip rows={facts(notebook)} />
        <div>
          <NotebookTabs current={tab} running={running} />
          {tab === 'overview' && <OverviewTab notebook={notebook} />}
          {tab !== 'overview' && (
            <Panel flush>
              <Suspense fallback={<Skeleton height={320} />}>
                {tab === 'logs' && <LogsTab notebook={notebook} />}
                {tab === 'events' && <EventsTab id={id} />}
                {tab === 'monitoring' && <MonitoringTab id={id} />}
                {tab === 'terminal' && <Terminal id={id} />}
              </Suspense>
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

function Chip({ notebook: { phase, startedAt } }: { notebook: NotebookDetail }) {
  return (
    <Status kind={statusOf(phase)} chip>
      {phase === 'Running' && startedAt ? (
        <span className="num">
          {t.notebooks.runningFor} <Ticking since={startedAt} />
        </span>
      ) : undefined}
    </Status>
  );
}

function Actions({ notebook, ask }: Props) {
  const actions = useNotebookActions(notebook);
  const [params] = useSearchParams();
  const { phase, openUrl } = notebook;
  return (
    <>
      {phase === 'Running' && (
        <Button icon={<Square size={13} />} onClick={() => ask('stop')}>
          {t.notebooks.stop}
        </Button>
      )}
      {phase === 'Running' && openUrl && (
        <Button
          type="primary"
          icon={<ArrowUpRight size={15} />}
          href={openAddress(openUrl, params.get('path'))}
          target="_blank"
          rel="noopener"
        >
          {t.notebooks.openLab}
        </Button>
      )}
      {(phase === 'Stopped' || phase === 'Failed') && (
        <Button type="primary" icon={<Play size={14} />} onClick={actions.start} loading={actions.starting}>
          {t.notebooks.startNotebook}
        </Button>
      )}
      <MoreMenu notebook={notebook} ask={ask} />
    </>
  );
}

function facts({
  settings,
  instanceType,
  image,
  startedAt,
  launch,
  lastActivityAt,
  connections,
  phase,
  stoppedAt,
}: NotebookDetail): Fact[] {
  const rows: Fact[] = [
    [
      t.workload.instanceType,
      <span key="type">
        <span className="mono">{settings.instanceType}</span>{' '}
        <span className="dim num amounts">
          {instanceType ? resources(amountsOf(instanceType)) : t.workload.deletedType}
        </span>
      </span>,
    ],
    [t.workload.image, <span key="image">{image?.displayName || <span className="mono">{settings.image}</span>}</span>],
  ];
  if (startedAt)
    rows.push([
      t.notebooks.startedFact,
      <Started key="started" startedAt={startedAt} requestedAt={launch?.requestedAt} />,
    ]);
  if (phase === 'Running')
    rows.push([
      t.notebooks.connections,
      <span key="n" className="num">
        {connections}
      </span>,
    ]);
  if (phase !== 'Running' && stoppedAt) rows.push([t.notebooks.phase.Stopped, <Moment key="stopped" at={stoppedAt} />]);
  if (lastActivityAt) rows.push([t.notebooks.lastActivity, <Age key="activity" at={lastActivityAt} />]);
  return rows;
}

function Started({ startedAt, requestedAt }: { startedAt: string; requestedAt?: string }) {
  const took = requestedAt ? Date.parse(startedAt) - Date.parse(requestedAt) : 0;
  return (
    <span className="num">
      <Moment at={startedAt} /> {took > 0 && <span className="dim">{t.notebooks.after(duration(took))}</span>}
    </span>
  );
}
