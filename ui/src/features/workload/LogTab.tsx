// What a workload's processes wrote, followed while it runs.
import { t } from '../../messages/en';
import { LogView } from '../../ui/LogView';
import { ErrorState } from '../../ui/ErrorState';
import { logAddress, useLogStream } from '../../ui/log-stream';
import { Skeleton } from '../../ui/PanelState';

type Props = {
  endpoint: string;
  /** More lines can come. */
  running: boolean;
  /** Said when it ended without a line. */
  emptyText: string;
};

export function LogTab({ endpoint, running, emptyText }: Props) {
  const log = useLogStream(endpoint, running);
  if (log.state === 'failed' && log.lines.length === 0) {
    return <ErrorState error={log.error} what={t.workload.log.failed} retry={() => location.reload()} />;
  }
  if (log.state === 'loading') return <Skeleton height={320} />;
  const download = logAddress(endpoint, { timestamps: 'true', download: 'true' });
  return <LogView log={log} empty={running ? t.workload.log.empty : emptyText} download={download} />;
}
