// The questions before something happens to a notebook: stop, restart, delete, rename.
import { t } from '../../messages/en';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useNotebookActions } from './actions';
import { RenameDialog } from './RenameDialog';

export type Question = 'stop' | 'restart' | 'delete' | 'rename';

type Notebook = { id: string; name: string; idleness: { keptAliveBy: { text: string }[] } | null };

type Props = { notebook: Notebook; question: Question | undefined; close: () => void };

export function NotebookDialogs({ notebook, question, close }: Props) {
  const actions = useNotebookActions(notebook);
  const busy = notebook.idleness?.keptAliveBy.map(({ text }) => text).join(', ');
  const busyText = busy && <p className="t-warn">{t.notebooks.busyText(busy)}</p>;
  return (
    <>
      <ConfirmDialog
        open={question === 'stop'}
        title={t.notebooks.stopTitle(notebook.name)}
        confirm={t.notebooks.stopNotebook}
        keep={t.notebooks.keepRunning}
        onConfirm={actions.stop}
        onClose={close}
      >
        {busyText}
        {t.notebooks.stopText}
      </ConfirmDialog>
      <ConfirmDialog
        open={question === 'restart'}
        title={t.notebooks.restartTitle(notebook.name)}
        confirm={t.notebooks.restartNotebook}
        keep={t.notebooks.keepRunning}
        onConfirm={actions.restart}
        onClose={close}
      >
        {busyText}
        {t.notebooks.restartText}
      </ConfirmDialog>
      <ConfirmDialog
        open={question === 'delete'}
        title={t.notebooks.deleteTitle(notebook.name)}
        confirm={t.notebooks.delete}
        keep={t.notebooks.keepNotebook}
        onConfirm={actions.remove}
        onClose={close}
      >
        {t.notebooks.deleteText}
      </ConfirmDialog>
      <RenameDialog open={question === 'rename'} name={notebook.name} rename={actions.rename} close={close} />
    </>
  );
}
