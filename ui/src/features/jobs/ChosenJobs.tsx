// What can be done with the jobs that are chosen in the list: cancel those that go on, run those again that ended.
import { useState } from 'react';
import { Button } from 'antd';
import { ListChecks } from 'lucide-react';
import { t } from '../../messages/jobs';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { SelectionBar } from '../../ui/SelectionBar';
import { useToast } from '../../ui/toast';
import { useCancel, useRerun } from './actions';
import type { JobRow } from './job-list';
import { asPhase, hasEnded } from './phase';

export function ChosenJobs({ jobs, clear }: { jobs: JobRow[]; clear: () => void }) {
  const [asking, setAsking] = useState<'cancel' | 'rerun'>();
  const cancel = useCancel();
  const rerun = useRerun();
  const ended = jobs.filter(({ phase }) => hasEnded(asPhase(phase)));
  const active = jobs.filter(({ phase }) => !hasEnded(asPhase(phase)));
  const forAll = useForAll(clear);
  return (
    <SelectionBar count={jobs.length} clear={clear}>
      <Button
        size="small"
        disabled={ended.length === 0}
        title={ended.length === 0 ? t.jobs.noneEnded : undefined}
        onClick={() => setAsking('rerun')}
      >
        {t.jobs.rerunMany}
      </Button>
      <Button
        size="small"
        danger
        disabled={active.length === 0}
        title={active.length === 0 ? t.jobs.noneActive : undefined}
        onClick={() => setAsking('cancel')}
      >
        {t.jobs.cancelMany}
      </Button>
      <ConfirmDialog
        open={asking === 'cancel'}
        title={t.jobs.cancelManyTitle(active.length)}
        confirm={t.jobs.cancelMany}
        keep={t.jobs.keepMany}
        goes={active.map(named)}
        onConfirm={() => forAll(active, cancel.mutateAsync, t.jobs.didCancelMany)}
        onClose={() => setAsking(undefined)}
      >
        {t.jobs.cancelManyText}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'rerun'}
        title={t.jobs.rerunManyTitle(ended.length)}
        confirm={t.jobs.rerunMany}
        keep={t.jobs.notAgain}
        harmless
        goes={ended.map(named)}
        onConfirm={() => forAll(ended, rerun.mutateAsync, t.jobs.didRerunMany)}
        onClose={() => setAsking(undefined)}
      >
        {t.jobs.rerunManyText}
      </ConfirmDialog>
    </SelectionBar>
  );
}

const named = ({ id, displayName, userName }: JobRow) => ({
  key: id,
  icon: ListChecks,
  what: displayName ?? id,
  amount: userName ?? '',
});

/** Does one thing with each and says how many went through. */
function useForAll(clear: () => void) {
  const toast = useToast();
  return async (jobs: JobRow[], act: (variables: { id: string }) => Promise<unknown>, words: (n: number) => string) => {
    const results = await Promise.allSettled(jobs.map(({ id }) => act({ id })));
    const failed = results.filter((result) => result.status === 'rejected');
    const [first] = failed;
    clear();
    if (!first) return toast.success(words(jobs.length));
    toast.failure(t.jobs.someFailed(jobs.length - failed.length, failed.length), first.reason);
  };
}
