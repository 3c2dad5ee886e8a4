// Gives a file or folder another name.
import { t } from '../../messages/files';
import { useToast } from '../../ui/toast';
import { useRename } from './actions';
import type { Entry } from './folder-query';
import { NameDialog } from './NameDialog';
import type { Place } from './places';

type Props = {
  place: Place;
  entry: Pick<Entry, 'path' | 'name'>;
  open: boolean;
  close: () => void;
  done: (name: string) => void;
};

export function RenameDialog({ place, entry, open, close, done }: Props) {
  const rename = useRename(place.group.name);
  const toast = useToast();
  const send = async (name: string) => {
    if (name === entry.name) return;
    await rename(entry.path, name);
    toast.success(t.files.renamed(name));
    done(name);
  };
  return (
    <NameDialog
      open={open}
      title={t.files.renameTitle(entry.name)}
      start={entry.name}
      action={t.files.saveName}
      send={send}
      close={close}
    />
  );
}
