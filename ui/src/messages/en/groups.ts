// Texts of the admin portal's groups.
import { plural } from '../plural';

export const groups = {
  title: 'Groups',
  the: 'The groups',
  sub: 'Limits bound what all members use together.',
  newGroup: 'New group',
  search: 'Search by name or display name',
  group: 'Group',
  members: 'Members',
  running: 'Running',
  memoryGib: 'Memory, GiB',
  volume: 'Group volume',
  full: 'full',
  noLimit: 'no limit',
  count: (count: number) => plural(count, { one: '# group', other: '# groups' }),
  emptyTitle: 'No groups yet',
  emptyText: 'A group holds people, their limits, and what they may use.',
  noMatch: (keyword: string) => `No group matches “${keyword}”`,
};
