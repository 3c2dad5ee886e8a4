// The values of the system settings, their rules, and the form in which the API takes them.
import type { SystemUpdateInput } from '../../api/generated/graphql';
import { t } from '../../messages/admin';
import type { Errors } from '../../ui/form';

export type SettingsForm = {
  /** The names are those of the API's errors. */
  'org.name': string;
  'org.logo.url': string;
  defaultUserVolumeCapacity: number | null;
  'timezone.name': string;
  grantSudo: boolean;
};

type Saved = {
  org?: { name?: string | null; logo?: { url?: string | null } | null } | null;
  defaultUserVolumeCapacity?: number | null;
  timezone?: { name: string } | null;
  grantSudo: boolean;
};

export const toForm = (saved: Saved): SettingsForm => ({
  'org.name': saved.org?.name ?? '',
  'org.logo.url': saved.org?.logo?.url ?? '',
  defaultUserVolumeCapacity: saved.defaultUserVolumeCapacity ?? null,
  'timezone.name': saved.timezone?.name ?? 'Etc/UTC',
  grantSudo: saved.grantSudo,
});

const LOGO = /^(https?:\/\/\S+|\/\S*|data:image\/(png|jpeg);base64,\S+)$/;

export function problems(form: SettingsForm): Errors<SettingsForm> {
  const logo = form['org.logo.url'].trim();
  const size = form.defaultUserVolumeCapacity;
  return {
    'org.name': form['org.name'].trim() === '' ? t.errors.required : undefined,
    'org.logo.url': logo === '' || LOGO.test(logo) ? undefined : t.settings.logoRule,
    defaultUserVolumeCapacity:
      size !== null && Number.isInteger(size) && size >= 1 ? undefined : t.settings.capacityNeeded,
  };
}

/** What was changed, as the API takes it; a logo of null takes it away. */
export function toUpdate(changed: Partial<SettingsForm>): SystemUpdateInput {
  const { 'org.name': name, 'org.logo.url': logo, 'timezone.name': zone, ...plain } = changed;
  const input: SystemUpdateInput = { ...plain };
  if (name !== undefined || logo !== undefined) {
    input.org = {
      ...(name !== undefined && { name: name.trim() }),
      ...(logo !== undefined && { logo: logo.trim() ? { url: logo.trim() } : null }),
    };
  }
  if (zone !== undefined) input.timezone = { name: zone };
  return input;
}
