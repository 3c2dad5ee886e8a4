// Where the pages of files are.
import type { FileKind } from '../../api/generated/graphql';
import { groupPath, useGroup } from '../../shell/current-group';
import type { Group } from '../../shell/me';
import { encodePath, nameOf, parentOf } from './path';

/** A part of the shared files that can be browsed: all of them, or one dataset. */
export type Place = {
  group: Group;
  /** The folder that it begins with. */
  root: string;
  /** What the address begins with. */
  base: string;
  /** What the first step of the path is called. */
  rootName: string;
};

export const folderAddress = ({ base, root }: Place, path: string) =>
  `${base}${encodePath(root === '/' ? path : path.slice(root.length) || '/')}`;

export const fileAddress = (place: Place, path: string) =>
  `${folderAddress(place, parentOf(path))}?file=${encodeURIComponent(nameOf(path))}`;

export function useFilesBase(): string {
  return groupPath(useGroup(), 'files');
}

type Named = { path: string; kind: FileKind };

/** What is neither file nor folder can only be deleted. */
export const opens = ({ kind }: { kind: FileKind }) => kind === 'FILE' || kind === 'FOLDER';

export const entryAddress = (place: Place, { path, kind }: Named) =>
  kind === 'FOLDER' ? folderAddress(place, path) : fileAddress(place, path);
