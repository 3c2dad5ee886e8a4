// Stops the notebooks that are chosen in the list, after naming them.
import { useState } from 'react';
import { Button } from 'antd';
import { NotebookText } from 'lucide-react';
import { t } from '../../messages/admin';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { SelectionBar } from '../../ui/SelectionBar';
import { useStop } from './actions';
import type { Row } from './columns';
import { canStop } from './phase';

export function ChosenNotebooks({ notebooks, clear }: { notebooks: Row[]; clear: () => void }) {
  const [asking, setAsking] = useState(false);
  const { mutateAsync } = useStop();
  const toast = useToast();
  const running = notebooks.filter(({ phase }) => canStop(phase));
  const stop = async () => {
    const results = await Promise.allSettled(running.map(({ id }) => mutateAsync({ id })));
    const failed = results.filter((result) => result.status === 'rejected');
    const [first] = failed;
    clear();
    if (!first) return toast.success(t.notebooksAdmin.stoppedMany(running.length));
    toast.failure(t.notebooksAdmin.someStay(running.length - failed.length, failed.length), first.reason);
  };
  return (
    <SelectionBar count={notebooks.length} clear={clear}>
      <Button
        size="small"
        danger
        disabled={running.length === 0}
        title={running.length === 0 ? t.notebooksAdmin.notRunning : undefined}
        onClick={() => setAsking(true)}
      >
        {t.notebooksAdmin.stopMany}
      </Button>
      <ConfirmDialog
        open={asking}
        title={t.notebooksAdmin.stopManyTitle(running.length)}
        confirm={t.notebooksAdmin.stopMany}
        keep={t.notebooksAdmin.keepMany}
        goes={running.map(({ id, name, userName }) => ({ key: id, icon: NotebookText, what: name, amount: userName }))}
        onConfirm={stop}
        onClose={() => setAsking(false)}
      >
        {t.notebooksAdmin.stopManyText}
      </ConfirmDialog>
    </SelectionBar>
  );
}
