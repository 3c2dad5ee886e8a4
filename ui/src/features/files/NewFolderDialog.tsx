// Makes a folder and goes into it.
import { useNavigate } from 'react-router';
import { t } from '../../messages/files';
import { useCreateFolder } from './actions';
import { NameDialog } from './NameDialog';
import { pathOf } from './path';
import { folderAddress, type Place } from './places';

type Props = { open: boolean; place: Place; folder: string; close: () => void };

export function NewFolderDialog({ open, place, folder, close }: Props) {
  const create = useCreateFolder(place.group.name);
  const navigate = useNavigate();
  const send = async (name: string) => {
    const path = pathOf(folder, name);
    await create.mutateAsync({ path });
    void navigate(folderAddress(place, path));
  };
  return (
    <NameDialog
      open={open}
      title={t.files.newFolder}
      start=""
      action={t.files.createFolder}
      send={send}
      close={close}
    />
  );
}
