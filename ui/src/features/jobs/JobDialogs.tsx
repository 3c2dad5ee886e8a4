// The questions before a job is cancelled or run again.
import { t } from '../../messages/jobs';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useLast } from '../../ui/last';
import { useJobActions } from './actions';
import { asPhase } from './phase';

export type Question = 'cancel' | 'rerun';

type Asked = { question: Question; job: { id: string; displayName: string | null; phase: string | null } };

export type { Asked };

export function JobDialogs({ asked, close }: { asked?: Asked; close: () => void }) {
  const last = useLast(asked);
  const job = last?.job;
  const name = job?.displayName ?? '';
  const actions = useJobActions({ id: job?.id ?? '', name });
  return (
    <>
      <ConfirmDialog
        open={asked?.question === 'cancel'}
        title={t.jobs.cancelTitle(name)}
        confirm={t.jobs.cancel}
        keep={t.jobs.keepRunning}
        onConfirm={actions.cancel}
        onClose={close}
      >
        {asPhase(job?.phase) === 'Pending' ? t.jobs.cancelQueuedText : t.jobs.cancelRunningText}
      </ConfirmDialog>
      <ConfirmDialog
        open={asked?.question === 'rerun'}
        title={t.jobs.rerunTitle(name)}
        confirm={t.jobs.rerunJob}
        keep={t.jobs.notAgain}
        harmless
        onConfirm={actions.rerun}
        onClose={close}
      >
        {t.jobs.rerunText}
      </ConfirmDialog>
    </>
  );
}
