// A start that failed: what happened, what to do, how far it came, and the last lines.
import { Button } from 'antd';
import { RefreshCw } from 'lucide-react';
import { useNow } from '../../api/clock';
import { duration, momentInSentence } from '../../format/time';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { LinkButton } from '../../ui/LinkButton';
import { PageHead } from '../../ui/PageHead';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { useNotebookActions } from './actions';
import { EventsTab } from './EventsTab';
import { LogsTab } from './LogsTab';
import { MoreMenu } from './MoreMenu';
import type { NotebookDetail, NotebookLaunch } from './notebook';
import { NotebookTabs, useTab } from './NotebookTabs';
import type { Question } from './NotebookDialogs';
import { SettingsPanel } from './SettingsPanel';
import { FailurePanel, LastLines } from '../workload/Failure';
import { Stages } from '../workload/Stages';

type Failure = NonNullable<NotebookLaunch['failure']>;

type Props = { notebook: NotebookDetail; failure: Failure; ask: (question: Question) => void };

export function FailedView({ notebook, failure, ask }: Props) {
  const group = useGroup();
  const actions = useNotebookActions(notebook);
  const now = useNow(60);
  const tab = useTab(['overview', 'logs', 'events']);
  const { id, name, launch } = notebook;
  const ended = launch?.endedAt ?? notebook.stoppedAt;
  const change = /IMAGE|JUPYTER|REGISTRY|PULL/.test(failure.code)
    ? t.notebooks.changeImage
    : t.notebooks.changeSettings;
  return (
    <>
      <PageHead
        title={name}
        status={
          <Status kind="failed" chip>
            {launch?.readyAt ? t.notebooks.failedChip : t.notebooks.didNotStartChip}
          </Status>
        }
        sub={
          launch &&
          ended &&
          t.notebooks.failedAfter(
            duration(Date.parse(ended) - Date.parse(launch.requestedAt)),
            momentInSentence(ended, now),
          )
        }
        actions={
          <>
            <Button icon={<RefreshCw size={14} />} onClick={actions.start} loading={actions.starting}>
              {t.notebooks.tryAgain}
            </Button>
            <LinkButton type="primary" to={`${groupPath(group, `notebooks/${id}/start`)}`}>
              {change}
            </LinkButton>
            <MoreMenu notebook={notebook} ask={ask} />
          </>
        }
      />
      <NotebookTabs current={tab} running={false} />
      {tab === 'logs' && (
        <Panel flush>
          <LogsTab notebook={notebook} />
        </Panel>
      )}
      {tab === 'events' && (
        <Panel flush>
          <EventsTab id={id} />
        </Panel>
      )}
      {tab === 'overview' && (
        <div className="grid with-aside">
          <div className="stack">
            <FailurePanel failure={failure} />
            <Panel title={t.workload.progressTitle}>
              <Stages stages={launch?.stages ?? []} names={t.notebooks.stages} />
            </Panel>
            <LastLines lines={failure.lastLines} />
          </div>
          <SettingsPanel notebook={notebook} title={t.notebooks.settingsOfStart} />
        </div>
      )}
    </>
  );
}
