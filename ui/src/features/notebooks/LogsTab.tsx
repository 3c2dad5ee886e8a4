// What the notebook's processes wrote, followed while it runs.
import { t } from '../../messages/en';
import { LogView } from '../../ui/LogView';
import { ErrorState } from '../../ui/ErrorState';
import { logAddress, useLogStream } from '../../ui/log-stream';
import { Skeleton } from '../../ui/PanelState';
import type { NotebookDetail } from './notebook';

export function LogsTab({ notebook: { logEndpoint, phase } }: { notebook: NotebookDetail }) {
  const running = phase === 'Running' || phase === 'Starting' || phase === 'Stopping';
  const log = useLogStream(logEndpoint, running);
  if (log.state === 'failed' && log.lines.length === 0) {
    return <ErrorState error={log.error} what={t.notebooks.log.failed} retry={() => location.reload()} />;
  }
  if (log.state === 'loading') return <Skeleton height={320} />;
  const empty = running ? t.notebooks.log.empty : t.notebooks.log.emptyStopped;
  return (
    <LogView log={log} empty={empty} download={logAddress(logEndpoint, { timestamps: 'true', download: 'true' })} />
  );
}
