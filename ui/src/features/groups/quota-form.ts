// The rules of a group's quota form: what each member may use never exceeds what the whole group may use.
import { exact } from '../../format/quota';
import { number } from '../../format/number';
import type { Resource } from '../../format/units';
import { t } from '../../messages/admin';

export type Limit = { unlimited: boolean; amount: number | null };

export type QuotaForm = {
  quotaCpu: Limit;
  quotaMemory: Limit;
  quotaGpu: Limit;
  projectQuotaCpu: Limit;
  projectQuotaMemory: Limit;
  projectQuotaGpu: Limit;
};

export const RESOURCES: Resource[] = ['cpu', 'memory', 'gpu'];

export const memberField = { cpu: 'quotaCpu', memory: 'quotaMemory', gpu: 'quotaGpu' } as const;

export const groupField = {
  cpu: 'projectQuotaCpu',
  memory: 'projectQuotaMemory',
  gpu: 'projectQuotaGpu',
} as const;

/** null is no limit, 0 is none allowed. */
export const toLimit = (value: number | null | undefined, fallback = 0): Limit =>
  value === null || value === undefined ? { unlimited: true, amount: fallback } : { unlimited: false, amount: value };

export const fromLimit = ({ unlimited, amount }: Limit): number | null => (unlimited ? null : amount);

function problemOf({ unlimited, amount }: Limit, resource: Resource): string | undefined {
  if (unlimited) return undefined;
  if (amount === null || Number.isNaN(amount)) return t.admin.numberNeeded;
  if (amount < 0) return t.admin.atLeast('0');
  if (resource === 'gpu' && !Number.isInteger(amount)) return t.admin.wholeNumber;
  // Quotas are kept in thousandths of a CPU and in MiB.
  if (resource === 'cpu' && exact(amount) !== amount) return t.groups.cpuSteps;
  return undefined;
}

/** Where one side has no limit there is nothing to compare. */
function aboveGroup(member: Limit, group: Limit, resource: Resource): string | undefined {
  const [most, wanted] = [fromLimit(group), fromLimit(member)];
  if (most === null || wanted === null || wanted <= most) return undefined;
  return t.groups.atMostGroup(number(most), resource);
}

export function quotaProblems(form: QuotaForm): Partial<Record<keyof QuotaForm, string>> {
  const problems: Partial<Record<keyof QuotaForm, string>> = {};
  for (const resource of RESOURCES) {
    const [member, group] = [form[memberField[resource]], form[groupField[resource]]];
    problems[groupField[resource]] = problemOf(group, resource);
    problems[memberField[resource]] = problemOf(member, resource) ?? aboveGroup(member, group, resource);
  }
  return problems;
}

type Use = { userName: string; cpu: number; memory: number; gpu: number };

/** The member who uses most of a resource now. */
export function highest(
  workloads: readonly Use[],
  resource: Resource,
): { userName: string; amount: number } | undefined {
  const sums = new Map<string, number>();
  for (const workload of workloads) {
    sums.set(workload.userName, exact((sums.get(workload.userName) ?? 0) + workload[resource]));
  }
  const [top] = [...sums].filter(([, amount]) => amount > 0).sort(([, a], [, b]) => b - a);
  return top && { userName: top[0], amount: top[1] };
}
