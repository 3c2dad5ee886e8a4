// The values of the secret form, their rules, and the form in which the API takes them.
import type { SecretCreateInput, SecretType, SecretUpdateInput } from '../../api/generated/graphql';
import { t } from '../../messages/admin';
import type { Errors } from '../../ui/form';
import { nameProblem } from '../admin/name';

export type SecretForm = {
  name: string;
  displayName: string;
  type: SecretType;
  registryHost: string;
  username: string;
  /** Empty while a stored secret is edited: what is stored stays. */
  password: string;
  secret: string;
};

export const newSecret: SecretForm = {
  name: '',
  displayName: '',
  type: 'kubernetes',
  registryHost: '',
  username: '',
  password: '',
  secret: '',
};

type Saved = {
  name: string;
  displayName?: string | null;
  type: SecretType;
  registryHost?: string | null;
  username?: string | null;
};

export const toForm = (saved: Saved): SecretForm => ({
  ...newSecret,
  name: saved.name,
  displayName: saved.displayName ?? '',
  type: saved.type,
  registryHost: saved.registryHost ?? '',
  username: saved.username ?? '',
});

const needed = (text: string) => (text.trim() === '' ? t.errors.required : undefined);

export function problems(form: SecretForm, isNew: boolean): Errors<SecretForm> {
  const name = isNew ? nameProblem(form.name) : undefined;
  if (form.type === 'opaque') return { name, secret: isNew ? needed(form.secret) : undefined };
  return {
    name,
    registryHost: needed(form.registryHost),
    username: needed(form.username),
    password: isNew ? needed(form.password) : undefined,
  };
}

const TEXTS = ['displayName', 'registryHost', 'username'] as const;

/** What was changed, as the API takes it. An empty password or key is left out, so that the stored one stays. */
export function toUpdate(changed: Partial<SecretForm>): SecretUpdateInput {
  const input: SecretUpdateInput = {};
  for (const field of TEXTS) if (changed[field] !== undefined) input[field] = changed[field].trim();
  if (changed.password) input.password = changed.password;
  if (changed.secret) input.secret = changed.secret;
  return input;
}

export function toCreate(form: SecretForm): SecretCreateInput {
  const { name, displayName, type, registryHost, username, password, secret } = form;
  const shared = { name: name.trim(), displayName: displayName.trim(), type };
  if (type === 'opaque') return { ...shared, secret };
  return { ...shared, registryHost: registryHost.trim(), username: username.trim(), password };
}
