// The values of the instance type form, their rules, and the form in which the API takes them.
import type { InstanceTypeCreateInput, InstanceTypeUpdateInput } from '../../api/generated/graphql';
import { number } from '../../format/number';
import { t } from '../../messages/admin';
import type { Errors } from '../../ui/form';
import { nameProblem } from '../admin/name';
import { groupChoices, relation, type Choice } from '../admin/relation';

export type Toleration = { key: string; operator: 'Exists' | 'Equal'; value: string; effect: string };
export type Label = { key: string; value: string };

export type TypeForm = {
  name: string;
  displayName: string;
  description: string;
  cpuLimit: number | null;
  memoryLimit: number | null;
  gpuLimit: number | null;
  gpuResourceName: string;
  /** undefined: the box is not ticked, so the whole limit is reserved. */
  cpuRequest: { on: boolean; amount: number | null };
  memoryRequest: { on: boolean; amount: number | null };
  tolerations: Toleration[];
  nodeSelector: Label[];
  global: boolean;
  groups: Choice[];
};

export const newType: TypeForm = {
  name: '',
  displayName: '',
  description: '',
  cpuLimit: 1,
  memoryLimit: 1,
  gpuLimit: 0,
  gpuResourceName: 'nvidia.com/gpu',
  cpuRequest: { on: false, amount: 0.5 },
  memoryRequest: { on: false, amount: 1 },
  tolerations: [],
  nodeSelector: [],
  global: true,
  groups: [],
};

type Saved = {
  name: string;
  displayName?: string | null;
  description?: string | null;
  cpuLimit?: number | null;
  memoryLimit?: number | null;
  gpuLimit?: number | null;
  gpuResourceName?: string | null;
  cpuRequest?: number | null;
  memoryRequest?: number | null;
  tolerations: readonly ({
    key?: string | null;
    operator: string;
    value?: string | null;
    effect?: string | null;
  } | null)[];
  nodeSelector?: unknown;
  global?: boolean | null;
  groups?: readonly ({ id: string; name: string; displayName?: string | null } | null)[] | null;
};

export function toForm(saved: Saved): TypeForm {
  const request = (amount: number | null | undefined, fallback: number) => ({
    on: amount !== null && amount !== undefined,
    amount: amount ?? fallback,
  });
  return {
    name: saved.name,
    displayName: saved.displayName ?? '',
    description: saved.description ?? '',
    cpuLimit: saved.cpuLimit ?? null,
    memoryLimit: saved.memoryLimit ?? null,
    gpuLimit: saved.gpuLimit ?? 0,
    gpuResourceName: saved.gpuResourceName ?? newType.gpuResourceName,
    cpuRequest: request(saved.cpuRequest, 0.5),
    memoryRequest: request(saved.memoryRequest, 1),
    tolerations: saved.tolerations
      .filter((one) => one !== null)
      .map(({ key, operator, value, effect }) => ({
        key: key ?? '',
        operator: operator === 'Equal' ? 'Equal' : 'Exists',
        value: value ?? '',
        effect: effect ?? '',
      })),
    nodeSelector: Object.entries((saved.nodeSelector ?? {}) as Record<string, string>).map(([key, value]) => ({
      key,
      value,
    })),
    global: saved.global ?? false,
    groups: groupChoices(saved.groups),
  };
}

const LABEL = /^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/;
const isLabel = (text: string) => text.length <= 63 && LABEL.test(text);

export function tolerationProblem({ key, operator, value }: Toleration): string | undefined {
  if (!key.trim()) return t.instanceTypes.keyNeeded;
  if (!isLabel(key.trim())) return t.instanceTypes.labelRule;
  if (operator !== 'Equal') return undefined;
  if (!value.trim()) return t.instanceTypes.valueNeeded;
  return isLabel(value.trim()) ? undefined : t.instanceTypes.labelRule;
}

export function labelProblem(label: Label, all: readonly Label[]): string | undefined {
  const [key, value] = [label.key.trim(), label.value.trim()];
  if (!key) return t.instanceTypes.keyNeeded;
  if (!isLabel(key) || (value !== '' && !isLabel(value))) return t.instanceTypes.labelRule;
  return all.filter((other) => other.key.trim() === key).length > 1 ? t.instanceTypes.keyTwice : undefined;
}

function requestProblem({ on, amount }: TypeForm['cpuRequest'], limit: number | null): string | undefined {
  if (!on) return undefined;
  if (amount === null || amount <= 0) return t.instanceTypes.aboveZero;
  return limit !== null && amount > limit ? t.instanceTypes.requestAboveLimit(number(limit)) : undefined;
}

const first = (problems: (string | undefined)[]) => problems.find(Boolean);

/** `isNew`: the name is not yet fixed. */
export function problems(form: TypeForm, isNew: boolean): Errors<TypeForm> {
  const { cpuLimit, memoryLimit, gpuLimit } = form;
  return {
    name: isNew ? nameProblem(form.name) : undefined,
    cpuLimit: cpuLimit === null || cpuLimit <= 0 ? t.instanceTypes.aboveZero : undefined,
    memoryLimit: memoryLimit === null || memoryLimit <= 0 ? t.instanceTypes.aboveZero : undefined,
    gpuLimit: gpuLimit === null || gpuLimit < 0 || !Number.isInteger(gpuLimit) ? t.admin.wholeNumber : undefined,
    cpuRequest: requestProblem(form.cpuRequest, cpuLimit),
    memoryRequest: requestProblem(form.memoryRequest, memoryLimit),
    tolerations: first(form.tolerations.map(tolerationProblem)),
    nodeSelector: first(form.nodeSelector.map((label) => labelProblem(label, form.nodeSelector))),
  };
}

/** What was changed, as the API takes it. null takes a request away; absent stays as it is. */
export function toUpdate(changed: Partial<TypeForm>, groupsBefore: readonly Choice[]): InstanceTypeUpdateInput {
  const { cpuRequest, memoryRequest, tolerations, nodeSelector, groups, ...plain } = changed;
  const input: InstanceTypeUpdateInput = { ...plain };
  // The name is fixed.
  delete input.name;
  if (cpuRequest) input.cpuRequest = cpuRequest.on ? cpuRequest.amount : null;
  if (memoryRequest) input.memoryRequest = memoryRequest.on ? memoryRequest.amount : null;
  if (tolerations) input.tolerations = { set: tolerations.map(toTolerationInput) };
  if (nodeSelector)
    input.nodeSelector = Object.fromEntries(nodeSelector.map(({ key, value }) => [key.trim(), value.trim()]));
  if (groups) input.groups = relation(groupsBefore, groups);
  return input;
}

function toTolerationInput({ key, operator, value, effect }: Toleration) {
  const rest = operator === 'Equal' ? { value: value.trim() } : {};
  return { key: key.trim(), operator, ...rest, ...(effect && { effect }) };
}

export function toCreate(form: TypeForm): InstanceTypeCreateInput {
  return {
    ...toUpdate(form, []),
    name: form.name.trim(),
    groups: form.global ? undefined : { connect: relation([], form.groups).connect },
  };
}
