// What somebody may administer: everything, a group, or nothing.

type Person = {
  username: string;
  isAdmin?: boolean | null;
  groups?: readonly ({ admins?: string | null } | null)[] | null;
};

export type Role = 'admin' | 'groupAdmin' | 'member';

export function roleOf({ username, isAdmin, groups }: Person): Role {
  if (isAdmin) return 'admin';
  const administers = (groups ?? []).some((group) => group?.admins?.split(',').includes(username));
  return administers ? 'groupAdmin' : 'member';
}
