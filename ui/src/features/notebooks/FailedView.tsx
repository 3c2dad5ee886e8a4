// A start that failed: what happened, what to do, how far it came, and the last lines.
import { Button } from 'antd';
import { CircleX, RefreshCw } from 'lucide-react';
import { useNow } from '../../api/clock';
import { logLevel } from '../../format/log-lines';
import { duration, momentInSentence } from '../../format/time';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { CopyableId, CopyButton } from '../../ui/CopyButton';
import { LinkButton } from '../../ui/LinkButton';
import { LogRow } from '../../ui/LogRow';
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
import { Stages } from './Stages';
import '../../ui/LogView.css';
import './notebook.css';

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
            <Panel title={t.notebooks.progressTitle}>
              <Stages stages={launch?.stages ?? []} />
            </Panel>
            {failure.lastLines.length > 0 && <LastLines lines={failure.lastLines} />}
          </div>
          <SettingsPanel notebook={notebook} title={t.notebooks.settingsOfStart} />
        </div>
      )}
    </>
  );
}

function FailurePanel({ failure: { message, detail, nextStep, code } }: { failure: Failure }) {
  return (
    <Panel tone="bad">
      <div className="failure">
        <CircleX size={20} color="var(--ph-bad)" aria-hidden />
        <div className="grow">
          <h2>{message}</h2>
          {detail && <p className="dim2">{detail}</p>}
          <p>
            <b className="strong">{t.notebooks.whatToDo}</b> {nextStep}
          </p>
          <div className="row wrap">
            <CopyButton
              size="small"
              label={t.notebooks.copyDetails}
              text={[message, detail, nextStep, code].filter(Boolean).join('\n')}
            />
            <span className="dim small">
              {t.notebooks.cause} <CopyableId text={code} />
            </span>
          </div>
        </div>
      </div>
    </Panel>
  );
}

function LastLines({ lines }: { lines: readonly string[] }) {
  return (
    <Panel
      flush
      title={t.notebooks.lastLines}
      sub={t.notebooks.lastLinesSub}
      extra={<CopyButton size="small" quiet text={lines.join('\n')} />}
    >
      <div className="log short" role="log" aria-live="off" aria-label={t.notebooks.lastLines} tabIndex={0}>
        {lines.map((text, i) => (
          <LogRow key={i} line={{ number: i + 1, text, level: logLevel(text) }} times={false} mark="" current={false} />
        ))}
      </div>
    </Panel>
  );
}
