// Asks before somebody else's notebook is stopped or restarted.
import { t } from '../../messages/admin';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useToast } from '../../ui/toast';
import { useLast } from '../../ui/last';
import { useRestart, useStop } from './actions';

export type Asked = { what: 'stop' | 'restart'; notebook: { id: string; name: string; userName: string } };

export function AskFirst({ asked: open, onClose }: { asked?: Asked; onClose: () => void }) {
  const asked = useLast(open);
  const stop = useStop();
  const restart = useRestart();
  const toast = useToast();
  if (!asked) return null;
  const { id, name, userName } = asked.notebook;
  if (asked.what === 'restart') {
    return (
      <ConfirmDialog
        open={Boolean(open)}
        title={t.notebooksAdmin.restartTitle(name)}
        confirm={t.notebooksAdmin.restart}
        keep={t.notebooksAdmin.keep}
        onClose={onClose}
        onConfirm={async () => {
          await restart.mutateAsync({ id });
          toast.success(t.notebooksAdmin.restarted(name));
        }}
      >
        {t.notebooksAdmin.restartText(userName)}
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      open={Boolean(open)}
      title={t.notebooksAdmin.stopTitle(name)}
      confirm={t.notebooksAdmin.stop}
      keep={t.notebooksAdmin.keep}
      onClose={onClose}
      onConfirm={async () => {
        await stop.mutateAsync({ id });
        toast.success(t.notebooksAdmin.stopped(name));
      }}
    >
      {t.notebooksAdmin.stopText(userName)}
    </ConfirmDialog>
  );
}
