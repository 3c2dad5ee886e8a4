// A folder without entries: because it is empty, not there, or nothing in it matches the search.
import { useState } from 'react';
import { Button } from 'antd';
import { FolderOpen, FolderX, SearchX } from 'lucide-react';
import { asApiError } from '../../api/errors';
import { t } from '../../messages/files';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import type { ListState } from '../../ui/list-state';
import { useCreateFolder } from './actions';
import { nameOf, ROOT } from './path';
import { folderAddress, type Place } from './places';

type Props = { place: Place; path: string; exists: boolean; list: ListState };

export function NothingHere({ place, path, exists, list }: Props) {
  if (list.keyword) {
    return (
      <EmptyState
        icon={SearchX}
        tone="idle"
        title={t.files.noMatch(list.keyword)}
        text={t.files.noMatchText}
        action={
          <Button size="small" onClick={list.clear}>
            {t.files.clearSearch}
          </Button>
        }
      />
    );
  }
  if (exists || path === ROOT) return <EmptyState icon={FolderOpen} title={t.files.empty} text={t.files.emptyText} />;
  return <NotThere place={place} path={path} />;
}

function NotThere({ place, path }: { place: Place; path: string }) {
  const create = useCreateFolder(place.group.name);
  const [error, setError] = useState<string>();
  return (
    <EmptyState
      icon={FolderX}
      tone="idle"
      title={t.files.notThere(nameOf(path))}
      text={error ?? t.files.notThereText}
      action={
        <span className="row wrap">
          <Button
            size="small"
            loading={create.isPending}
            onClick={() =>
              create.mutateAsync({ path }).catch((failure: unknown) => setError(asApiError(failure).message))
            }
          >
            {t.files.createFolder}
          </Button>
          <LinkButton size="small" type="text" to={folderAddress(place, place.root)}>
            {t.files.goToRoot(place.rootName)}
          </LinkButton>
        </span>
      }
    />
  );
}
