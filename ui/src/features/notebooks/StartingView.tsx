// A start that is going on: its stages, the live log, and the way to cancel it.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNow } from '../../api/clock';
import { duration } from '../../format/time';
import { t } from '../../messages/en';
import { Note } from '../../ui/Note';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { useNotebookActions } from './actions';
import type { NotebookDetail } from './notebook';
import { SettingsPanel } from './SettingsPanel';
import { EventLines } from '../workload/EventLines';
import { Stages } from '../workload/Stages';
import { eventsQuery } from './notebook-events';
import { statusOf } from './status';

export function StartingView({ notebook }: { notebook: NotebookDetail }) {
  const actions = useNotebookActions(notebook);
  const { name, phase, launch, reason } = notebook;
  const stages = launch?.stages ?? [];
  const step = stages.findIndex(({ state }) => state === 'active') + 1;
  const pulls = stages.some(({ name: stage, state }) => stage === 'pulling' && state === 'active');
  return (
    <>
      <PageHead
        title={name}
        status={
          <Status kind={statusOf(phase)} chip>
            {phase === 'Queued' && launch?.queuePosition ? t.notebooks.queuedAt(launch.queuePosition) : undefined}
          </Status>
        }
        sub={
          launch && (
            <Sub notebook={notebook} requestedAt={launch.requestedAt} estimateSeconds={launch.estimateSeconds} />
          )
        }
        actions={
          <Button onClick={actions.cancelStart} loading={actions.cancelling}>
            {t.notebooks.cancelStart}
          </Button>
        }
      />
      <div className="grid with-aside">
        <div className="stack">
          {phase === 'Queued' && reason && <Note>{reason}</Note>}
          <Panel
            title={t.workload.progressTitle}
            extra={step > 0 && <span className="num dim">{t.workload.progressStep(step, stages.length)}</span>}
          >
            <Stages stages={stages} names={t.notebooks.stages} />
          </Panel>
          <LiveLog id={notebook.id} />
        </div>
        <div className="stack">
          <SettingsPanel notebook={notebook} title={t.notebooks.settingsOfStart} />
          {pulls && <Note>{t.workload.pullNote}</Note>}
        </div>
      </div>
    </>
  );
}

function LiveLog({ id }: { id: string }) {
  const query = useQuery(eventsQuery(id));
  const events = query.data?.notebook?.events ?? [];
  return <EventLines id={id} title={t.workload.liveLog} events={events} loading={query.isPending} />;
}

type SubProps = { notebook: NotebookDetail; requestedAt: string; estimateSeconds: number | null };

function Sub({ notebook: { phase }, requestedAt, estimateSeconds }: SubProps) {
  const span = duration(useNow() - Date.parse(requestedAt));
  const parts = [
    phase === 'Queued' ? t.notebooks.queuedFor(span) : t.notebooks.startingFor(span),
    estimateSeconds ? t.notebooks.similarTook(duration(estimateSeconds * 1000)) : '',
    t.notebooks.canLeave,
  ];
  return <>{parts.filter(Boolean).join(' ')}</>;
}
