// The catalogue of the admin portal: what both portals share, and sections that only its pages download.
import { t as shared } from './en';
import { admin } from './en/admin';
import { audit } from './en/audit';
import { groups } from './en/groups';
import { imagesAdmin } from './en/images-admin';
import { instanceTypes } from './en/instance-types';
import { notebooksAdmin } from './en/notebooks-admin';
import { overview } from './en/overview';
import { secrets } from './en/secrets';
import { settings } from './en/settings';
import { users } from './en/users';

export const t = {
  ...shared,
  admin,
  audit,
  groups,
  imagesAdmin,
  instanceTypes,
  notebooksAdmin,
  overview,
  secrets,
  settings,
  users,
};
