// From chosen files to uploads: asks which of their names are taken, and once for all what to do about it.
import { useState } from 'react';
import { graphql } from '../../../api/graphql';
import { request } from '../../../api/request';
import { t } from '../../../messages/files';
import type { Group } from '../../../shell/me';
import { useToast } from '../../../ui/toast';
import { ConflictDialog, type Choice } from '../ConflictDialog';
import { pathOf } from '../path';
import type { Chosen } from './choose';
import { addUploads } from './store';
import type { IfExists } from './upload';

const ExistingDocument = graphql(`
  query ExistingFiles($groupName: String!, $paths: [String!]!) {
    existingFiles(groupName: $groupName, paths: $paths)
  }
`);

/** One request must stay below the size that the server takes. */
const PATHS_AT_ONCE = 1000;

/** Of a name that was free a moment ago. */
const refuse: IfExists = 'refuse';

type Waiting = { folder: string; files: Chosen[]; taken: ReadonlySet<string> };

export function useUploading(group: Group, folder: string) {
  const [waiting, setWaiting] = useState<Waiting>();
  const toast = useToast();
  const target = { groupId: group.id, groupName: group.name };

  const add = async (files: Chosen[]) => {
    if (files.length === 0) return;
    try {
      const taken = await takenOf(group.name, folder, files);
      if (taken.size > 0) setWaiting({ folder, files, taken });
      else
        addUploads(
          { ...target, folder },
          files.map((file) => ({ ...file, ifExists: refuse })),
        );
    } catch (error) {
      toast.failure(t.files.notUploaded, error);
    }
  };

  const choose = (choice: Choice) => {
    setWaiting(undefined);
    if (!waiting) return;
    const isTaken = ({ name }: Chosen) => waiting.taken.has(pathOf(waiting.folder, name));
    const wanted = choice === 'SKIP' ? waiting.files.filter((file) => !isTaken(file)) : waiting.files;
    const mode: IfExists = choice === 'REPLACE' ? 'replace' : 'keep_both';
    const files = wanted.map((file) => ({ ...file, ifExists: isTaken(file) ? mode : refuse }));
    addUploads({ ...target, folder: waiting.folder }, files);
  };

  const names =
    waiting && waiting.files.map(({ name }) => name).filter((name) => waiting.taken.has(pathOf(waiting.folder, name)));
  const dialog = <ConflictDialog names={names} choose={choose} close={() => setWaiting(undefined)} />;
  return { add: (files: Chosen[]) => void add(files), dialog };
}

async function takenOf(groupName: string, folder: string, files: Chosen[]): Promise<Set<string>> {
  const ask = async (names: string[]) => {
    const taken = new Set<string>();
    for (let from = 0; from < names.length; from += PATHS_AT_ONCE) {
      const paths = names.slice(from, from + PATHS_AT_ONCE).map((name) => pathOf(folder, name));
      (await request(ExistingDocument, { groupName, paths })).existingFiles.forEach((path) => taken.add(path));
    }
    return taken;
  };
  // Nothing below a folder that is not there is taken, which spares large folders the question.
  const tops = await ask([...new Set(files.map(({ name }) => topOf(name)))]);
  return ask(files.map(({ name }) => name).filter((name) => tops.has(pathOf(folder, topOf(name)))));
}

const topOf = (name: string) => name.split('/')[0] ?? name;
