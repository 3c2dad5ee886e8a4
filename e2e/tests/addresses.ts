// Which pages are there? The list that tests of every page go through.
import type { Group, Person } from '../fixtures/api';

export const userPages = (group: Group, notebook: string) => [
  `/g/${group.name}/home`,
  `/g/${group.name}/notebooks`,
  `/g/${group.name}/notebooks/new`,
  `/g/${group.name}/notebooks/${notebook}`,
  `/g/${group.name}/notebooks/${notebook}?tab=logs`,
  `/g/${group.name}/notebooks/${notebook}?tab=events`,
  `/g/${group.name}/notebooks/${notebook}/start`,
  '/account/profile',
  '/account/password',
  '/account/sessions',
  '/account/api-tokens',
  '/nowhere',
];

export const jobPages = (group: Group, failed: string, schedule: string) => [
  `/g/${group.name}/jobs`,
  `/g/${group.name}/jobs?keyword=nothing-is-called-so`,
  `/g/${group.name}/jobs/new`,
  `/g/${group.name}/jobs/new?clone=${failed}&when=recurring`,
  ...['information', 'logs', 'monitoring', 'artifacts', 'events'].map(
    (tab) => `/g/${group.name}/jobs/${failed}?tab=${tab}`,
  ),
  `/g/${group.name}/jobs/recurring`,
  `/g/${group.name}/jobs/recurring/${schedule}`,
  `/g/${group.name}/jobs/recurring/${schedule}/edit`,
];

/** With a notebook, a table and a dataset of these names. */
export const filePages = (group: Group) => [
  `/g/${group.name}/files`,
  `/g/${group.name}/files/not-there`,
  `/g/${group.name}/files?file=notes.ipynb`,
  `/g/${group.name}/files?file=table.csv`,
  `/g/${group.name}/files?tab=links`,
  `/g/${group.name}/files?tab=trash`,
  `/g/${group.name}/datasets`,
  `/g/${group.name}/datasets/birds`,
  `/g/${group.name}/datasets/birds?tab=information`,
];

export const adminPages = (group: Group, person: Person) => [
  '/admin/overview',
  '/admin/groups',
  '/admin/groups/new',
  `/admin/groups/${group.id}`,
  '/admin/users',
  '/admin/users/new',
  `/admin/users/${person.id}`,
  '/admin/instance-types',
  '/admin/instance-types/new',
  '/admin/instance-types/cpu-1',
  '/admin/images',
  '/admin/images/new',
  '/admin/images/base-notebook',
  '/admin/secrets',
  '/admin/secrets/new',
  '/admin/notebooks',
  '/admin/audit',
  '/admin/settings',
];
