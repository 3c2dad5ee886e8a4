// Chooses a folder to move files and folders into.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { ChevronRight, Folder, FolderPlus } from 'lucide-react';
import { asApiError } from '../../api/errors';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/files';
import { FieldError } from '../../ui/Field';
import { PanelState } from '../../ui/PanelState';
import { SearchInput } from '../../ui/SearchInput';
import { useToast } from '../../ui/toast';
import { useCreateFolder, useMove } from './actions';
import { ConflictDialog, type Choice } from './ConflictDialog';
import type { Entry } from './folder-query';
import { NameDialog } from './NameDialog';
import { isWithin, nameOf, parentOf, pathOf, steps } from './path';
import type { Place } from './places';

const FoldersDocument = graphql(`
  query PickFolder($groupName: String!, $path: String!, $search: String) {
    folder(groupName: $groupName, path: $path, search: $search, pageSize: 100) {
      folderCount
      nodes {
        name
        path
        kind
      }
    }
  }
`);

/** Folders come first, so a page of this size holds them all unless there are more. */
const SHOWN = 100;

type Props = { place: Place; entries: Entry[]; open: boolean; close: () => void; done: () => void };

export function MoveDialog({ open, ...rest }: Props) {
  const { entries, close } = rest;
  const title = entries.length === 1 ? t.files.moveOneTitle(entries[0]?.name ?? '') : t.files.moveTitle(entries.length);
  return (
    <Modal open={open} title={title} width={520} onCancel={close} footer={null} destroyOnHidden>
      <MoveForm {...rest} />
    </Modal>
  );
}

function MoveForm({ place, entries, close, done }: Omit<Props, 'open'>) {
  const [folder, setFolder] = useState(place.root);
  const [naming, setNaming] = useState(false);
  const [conflict, setConflict] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const move = useMove(place.group.name);
  const create = useCreateFolder(place.group.name);
  const toast = useToast();

  const go = (path: string) => {
    setFolder(path);
    setError(undefined);
  };
  const send = async (choice?: Choice) => {
    const problem = problemOf(entries, folder);
    setConflict(false);
    setError(problem);
    if (problem) return;
    setBusy(true);
    try {
      const paths = entries.map(({ path }) => path);
      const moved = await move(paths, folder, choice ?? 'REFUSE');
      close();
      done();
      toast.success(t.files.moved(moved.length, folder === place.root ? place.rootName : nameOf(folder)));
    } catch (failure) {
      const { code, message } = asApiError(failure);
      if (code === 'FILE_EXISTS') setConflict(true);
      else setError(message);
      setBusy(false);
    }
  };
  return (
    <>
      <Way place={place} folder={folder} go={go} />
      <Folders place={place} folder={folder} entries={entries} go={go} />
      {error && <FieldError>{error}</FieldError>}
      <div className="row dialog-foot pick-foot">
        <Button type="text" icon={<FolderPlus size={15} aria-hidden />} onClick={() => setNaming(true)}>
          {t.files.newFolder}
        </Button>
        <span className="grow" />
        <Button onClick={close}>{t.common.cancel}</Button>
        <Button type="primary" loading={busy} onClick={() => void send()}>
          {t.files.moveHere}
        </Button>
      </div>
      <ConflictDialog
        names={conflict ? entries.map(({ name }) => name) : undefined}
        choose={(choice) => void send(choice)}
        close={() => setConflict(false)}
      />
      <NameDialog
        open={naming}
        title={t.files.newFolder}
        start=""
        action={t.files.createFolder}
        close={() => setNaming(false)}
        send={async (name) => {
          await create.mutateAsync({ path: pathOf(folder, name) });
          go(pathOf(folder, name));
        }}
      />
    </>
  );
}

function problemOf(entries: Entry[], folder: string): string | undefined {
  const into = entries.find((entry) => entry.kind === 'FOLDER' && isWithin(folder, entry.path));
  if (into) return t.files.intoItself(into.name);
  if (entries.every((entry) => parentOf(entry.path) === folder)) return t.files.alreadyHere;
  return undefined;
}

type WayProps = { place: Place; folder: string; go: (path: string) => void };

function Way({ place, folder, go }: WayProps) {
  return (
    <nav className="path-bar pick-way" aria-label={t.files.path}>
      <button type="button" className="plain-button accent-link" onClick={() => go(place.root)}>
        {place.rootName}
      </button>
      {steps(folder, place.root).map((step) => (
        <span key={step.path} className="path-step">
          <i aria-hidden>/</i>
          <button type="button" className="plain-button accent-link trunc" onClick={() => go(step.path)}>
            {step.name}
          </button>
        </span>
      ))}
    </nav>
  );
}

function Folders({ place, folder, entries, go }: WayProps & { entries: Entry[] }) {
  const [search, setSearch] = useState({ folder, keyword: '' });
  const keyword = search.folder === folder ? search.keyword : '';
  const variables = { groupName: place.group.name, path: folder, search: keyword || undefined };
  const query = useQuery({ ...apiQuery(FoldersDocument, variables, ['files']), placeholderData: keepPreviousData });
  const moving = new Set(entries.map(({ path }) => path));
  return (
    <div className="pick-folders">
      <PanelState query={query} what={t.files.theFolder} height={240}>
        {({ folder: { nodes, folderCount } }) => {
          const folders = nodes.filter(({ kind, path }) => kind === 'FOLDER' && !moving.has(path));
          return (
            <>
              {(folderCount > SHOWN || keyword) && (
                <SearchInput
                  value={keyword}
                  onChange={(next) => setSearch({ folder, keyword: next })}
                  placeholder={t.files.search}
                />
              )}
              {folders.length === 0 && <p className="dim small pick-none">{t.files.noFolders}</p>}
              <ul>
                {folders.map(({ name, path }) => (
                  <li key={path}>
                    <button type="button" className="plain-button pick-folder" onClick={() => go(path)}>
                      <Folder size={16} strokeWidth={1.75} color="var(--ph-accent)" aria-hidden />
                      <span className="trunc grow">{name}</span>
                      <ChevronRight size={15} aria-hidden />
                    </button>
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </PanelState>
    </div>
  );
}
