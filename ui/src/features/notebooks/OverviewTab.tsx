// The overview of a notebook: when it stops for being idle, how its last start went, its settings.
import { Button } from 'antd';
import { Activity, Cable, Cpu, FileTerminal, type LucideIcon } from 'lucide-react';
import { useNow } from '../../api/clock';
import { clock, duration } from '../../format/time';
import { t } from '../../messages/en';
import { useAuth } from '../../shell/auth-context';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { Status } from '../../ui/Status';
import { useNotebookActions } from './actions';
import type { NotebookDetail } from './notebook';
import { SettingsPanel } from './SettingsPanel';
import { Stages } from '../workload/Stages';
import './notebook.css';

const icons: Record<string, LucideIcon> = {
  kernel: Activity,
  terminal: FileTerminal,
  cpu: Cpu,
  socket: Cable,
  connection: Cable,
};

export function OverviewTab({ notebook }: { notebook: NotebookDetail }) {
  const { phase, launch } = notebook;
  const { pathMode } = useAuth();
  return (
    <div className="grid with-aside">
      <div className="stack">
        {pathMode && phase === 'Running' && <Note tone="warn">{t.notebooks.pathModeText}</Note>}
        {phase === 'Running' && <Idleness notebook={notebook} />}
        {launch && (
          <Panel title={t.notebooks.startTitle}>
            <Stages stages={launch.stages} names={t.notebooks.stages} />
          </Panel>
        )}
      </div>
      <SettingsPanel notebook={notebook} title={t.notebooks.settingsTitle} />
    </div>
  );
}

function Idleness({ notebook }: { notebook: NotebookDetail }) {
  const actions = useNotebookActions(notebook);
  const now = useNow(5);
  const { idleness } = notebook;
  if (!idleness) return null;
  const { keptAliveBy, stopsAt, idleSince, warning, extendedUntil } = idleness;
  const extend = stopsAt && (
    <Button size="small" onClick={actions.extend} loading={actions.extending}>
      {t.notebooks.extendBy}
    </Button>
  );
  return (
    <Panel title={t.notebooks.idle} extra={extend} flush>
      {keptAliveBy.length > 0 && <p className="idle-text dim2">{t.notebooks.idleBusy}</p>}
      <ul className="rows idle-signs">
        {keptAliveBy.map(({ kind, text }) => {
          const Icon = icons[kind] ?? Activity;
          return (
            <li key={`${kind} ${text}`}>
              <Icon size={15} color="var(--ph-ok)" aria-hidden />
              {text}
            </li>
          );
        })}
      </ul>
      {keptAliveBy.length === 0 && (
        <p className="idle-text">
          {idleSince ? t.notebooks.idleSince(clock(idleSince)) : t.notebooks.idleNothing}
          {'. '}
          {!stopsAt && t.notebooks.neverStops}
          {stopsAt && !warning && t.notebooks.stopsAtText(clock(stopsAt))}
          {stopsAt && warning && (
            <Status kind="warning">{t.notebooks.stopsIn(duration(Date.parse(stopsAt) - now))}</Status>
          )}
          {extendedUntil && <span className="dim"> {t.notebooks.extendedUntil(clock(extendedUntil))}</span>}
        </p>
      )}
    </Panel>
  );
}
