// The values of the user form, their rules, and the form in which the API takes them.
import type { UserCreateInput, UserUpdateInput } from '../../api/generated/graphql';
import { t } from '../../messages/admin';
import type { Errors } from '../../ui/form';
import { groupChoices, relation, type Choice } from '../admin/relation';
import { passwordMessage } from '../identity/password-policy';

export type UserForm = {
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  enabled: boolean;
  isAdmin: boolean;
  groups: Choice[];
  /** `own` false: the default of the system. */
  volumeCapacity: { own: boolean; amount: number | null };
  /** Only while the user is created. */
  password: string;
  temporary: boolean;
};

export const newUser: UserForm = {
  username: '',
  email: '',
  firstName: '',
  lastName: '',
  enabled: true,
  isAdmin: false,
  groups: [],
  volumeCapacity: { own: false, amount: null },
  password: '',
  temporary: true,
};

type Saved = {
  username: string;
  email?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  enabled?: boolean | null;
  isAdmin?: boolean | null;
  volumeCapacity?: number | null;
  groups?: readonly ({ id: string; name: string; displayName?: string | null } | null)[] | null;
};

export const toForm = (saved: Saved): UserForm => ({
  ...newUser,
  username: saved.username,
  email: saved.email ?? '',
  firstName: saved.firstName ?? '',
  lastName: saved.lastName ?? '',
  enabled: saved.enabled ?? true,
  isAdmin: saved.isAdmin ?? false,
  groups: groupChoices(saved.groups),
  volumeCapacity: { own: saved.volumeCapacity != null, amount: saved.volumeCapacity ?? null },
});

const USERNAME = /^[a-z0-9][-a-z0-9_.@]{0,63}$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

function usernameProblem(text: string): string | undefined {
  const username = text.trim();
  if (username === '') return t.errors.required;
  return USERNAME.test(username) ? undefined : t.users.usernameRule;
}

function volumeProblem({ own, amount }: UserForm['volumeCapacity']): string | undefined {
  if (!own || (amount !== null && Number.isInteger(amount) && amount >= 1)) return undefined;
  return t.users.volumeNeeded;
}

export function problems(form: UserForm, isNew: boolean): Errors<UserForm> {
  const email = form.email.trim();
  return {
    username: isNew ? usernameProblem(form.username) : undefined,
    email: email === '' || EMAIL.test(email) ? undefined : t.users.emailRule,
    volumeCapacity: volumeProblem(form.volumeCapacity),
    password: isNew ? passwordMessage(form.password, form.username.trim()) : undefined,
  };
}

const TEXTS = ['email', 'firstName', 'lastName'] as const;

/** What was changed, as the API takes it; null clears. */
export function toUpdate(changed: Partial<UserForm>, groupsBefore: readonly Choice[]): UserUpdateInput {
  const input: UserUpdateInput = {};
  for (const field of TEXTS) if (changed[field] !== undefined) input[field] = changed[field].trim() || null;
  if (changed.enabled !== undefined) input.enabled = changed.enabled;
  if (changed.isAdmin !== undefined) input.isAdmin = changed.isAdmin;
  if (changed.volumeCapacity) input.volumeCapacity = changed.volumeCapacity.own ? changed.volumeCapacity.amount : null;
  if (changed.groups) input.groups = relation(groupsBefore, changed.groups);
  return input;
}

export function toCreate(form: UserForm): UserCreateInput {
  const { email, firstName, lastName, volumeCapacity } = toUpdate(form, []);
  const { connect } = relation([], form.groups);
  return {
    username: form.username.trim(),
    email,
    firstName,
    lastName,
    volumeCapacity,
    isAdmin: form.isAdmin,
    groups: { connect },
  };
}
