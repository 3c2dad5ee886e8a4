// The values of the group form, their rules, and the form in which the API takes them.
import type { GroupCreateInput, GroupUpdateInput } from '../../api/generated/graphql';
import { t } from '../../messages/admin';
import type { Choice } from '../admin/relation';
import type { Errors } from '../../ui/form';
import { fromLimit, groupField, memberField, quotaProblems, RESOURCES, toLimit, type QuotaForm } from './quota-form';

export type GroupForm = QuotaForm & {
  name: string;
  displayName: string;
  enabledSharedVolume: boolean;
  sharedVolumeCapacity: number | null;
  launchGroupOnly: boolean;
  /** Only while the group is created. */
  users: Choice[];
};

export const newGroup: GroupForm = {
  name: '',
  displayName: '',
  quotaCpu: toLimit(0.5),
  quotaMemory: toLimit(null),
  quotaGpu: toLimit(0),
  projectQuotaCpu: toLimit(null),
  projectQuotaMemory: toLimit(null),
  projectQuotaGpu: toLimit(null),
  enabledSharedVolume: false,
  sharedVolumeCapacity: 1,
  launchGroupOnly: true,
  users: [],
};

type Saved = {
  name: string;
  displayName?: string | null;
  quotaCpu?: number | null;
  quotaMemory?: number | null;
  quotaGpu?: number | null;
  projectQuotaCpu?: number | null;
  projectQuotaMemory?: number | null;
  projectQuotaGpu?: number | null;
  enabledSharedVolume?: boolean | null;
  sharedVolumeCapacity?: number | null;
  launchGroupOnly?: boolean | null;
};

export function toForm(group: Saved): GroupForm {
  return {
    name: group.name,
    displayName: group.displayName ?? '',
    quotaCpu: toLimit(group.quotaCpu),
    quotaMemory: toLimit(group.quotaMemory),
    quotaGpu: toLimit(group.quotaGpu),
    projectQuotaCpu: toLimit(group.projectQuotaCpu),
    projectQuotaMemory: toLimit(group.projectQuotaMemory),
    projectQuotaGpu: toLimit(group.projectQuotaGpu),
    enabledSharedVolume: group.enabledSharedVolume ?? false,
    sharedVolumeCapacity: group.sharedVolumeCapacity ?? 1,
    launchGroupOnly: group.launchGroupOnly ?? true,
    users: [],
  };
}

const NAME = /^[A-Za-z0-9][-\w]*[A-Za-z0-9]$/;

export function problems(form: GroupForm): Errors<GroupForm> {
  const { enabledSharedVolume, sharedVolumeCapacity: size } = form;
  const whole = size !== null && Number.isInteger(size) && size >= 1;
  return {
    ...quotaProblems(form),
    name: form.name.trim() === '' ? t.errors.required : NAME.test(form.name.trim()) ? undefined : t.groups.nameRule,
    sharedVolumeCapacity: enabledSharedVolume && !whole ? t.groups.volumeNeeded : undefined,
  };
}

/** What was changed, as the API takes it; what is absent stays as it is. */
export function toUpdate(changed: Partial<GroupForm>): GroupUpdateInput {
  const input: GroupUpdateInput = {};
  if (changed.displayName !== undefined) input.displayName = changed.displayName.trim();
  for (const resource of RESOURCES) {
    for (const field of [memberField[resource], groupField[resource]]) {
      const limit = changed[field];
      if (limit) input[field] = fromLimit(limit);
    }
  }
  if (changed.enabledSharedVolume !== undefined) input.enabledSharedVolume = changed.enabledSharedVolume;
  if (changed.sharedVolumeCapacity !== undefined) input.sharedVolumeCapacity = changed.sharedVolumeCapacity;
  if (changed.launchGroupOnly !== undefined) input.launchGroupOnly = changed.launchGroupOnly;
  return input;
}

export function toCreate({ users, ...form }: GroupForm): GroupCreateInput {
  const { sharedVolumeCapacity, ...rest } = toUpdate(form);
  return {
    ...rest,
    name: form.name.trim(),
    users: { connect: users.map(({ value }) => ({ id: value })) },
    ...(form.enabledSharedVolume && { sharedVolumeCapacity }),
  } as GroupCreateInput;
}
