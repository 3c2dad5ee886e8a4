// Texts of the audit log.
import { plural } from '../plural';

const actions: Record<string, string> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  pull: 'fetched',
  revoke: 'revoked',
  'set-up': 'set up',
  'sign-in': 'signed in',
  'sign-out': 'signed out',
  'reset-password': 'reset the password',
  'change-password': 'changed the password',
  'notebook.start': 'started',
  'notebook.stop': 'stopped',
  'notebook.restart': 'restarted',
  'notebook.rename': 'renamed',
  'notebook.extend': 'put the idle stop off',
  'notebook.delete': 'deleted',
};

const kinds: Record<string, string> = {
  apiToken: 'API token',
  group: 'Group',
  image: 'Image',
  instanceType: 'Instance type',
  notebook: 'Notebook',
  secret: 'Secret',
  session: 'Session',
  system: 'System settings',
  user: 'User',
};

/** What is inside the detail of an entry. */
const details: Record<string, string> = {
  admins: 'Group admins',
  before: 'Before',
  expiresInDays: 'Days until it expires',
  fields: 'Changed',
  joined: 'Joined',
  left: 'Left',
  url: 'Image reference',
};

/** "addMember" and "add_member" become "add member". */
const words = (name: string) =>
  name
    .replaceAll(/[_.-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const audit = {
  title: 'Audit log',
  the: 'The audit log',
  sub: 'Who changed what, and what was refused. Entries cannot be changed or deleted here.',
  search: 'Search by object or person',
  time: 'Time',
  who: 'Who',
  what: 'What',
  object: 'Object',
  kind: 'Kind',
  action: 'Action',
  group: 'Group',
  address: 'Address',
  result: 'Result',
  actor: 'Who',
  detail: 'Detail',
  noDetail: 'Nothing more was recorded.',
  ok: 'Done',
  refused: 'Refused',
  actionName: (action: string) => upperFirst(actions[action] ?? words(action)),
  kindName: (kind: string) => kinds[kind] ?? upperFirst(words(kind)),
  detailName: (name: string) => details[name] ?? upperFirst(words(name)),
  allKinds: Object.keys(kinds),
  period: 'Period',
  periods: { day: 'Last 24 h', week: 'Last 7 d', month: 'Last 30 d' },
  count: (count: number) => plural(count, { one: '# entry', other: '# entries' }),
  noMatch: (keyword: string) => (keyword ? `No entry matches “${keyword}”` : 'No entry matches the filters'),
  emptyTitle: 'Nothing yet',
  emptyText: 'Every change is written here as it is made.',
  entry: 'Audit entry',
  open: (what: string) => `Open the entry: ${what}`,
  before: 'Before',
  after: 'After',
  field: 'Field',
  id: 'Id',
  emptyValue: 'none',
};
