// The quota rules of the group form.
import { describe, expect, it } from 'vitest';
import { fromLimit, highest, quotaProblems, toLimit, type QuotaForm } from './quota-form';

const none = toLimit(null);
const unlimited: QuotaForm = {
  quotaCpu: none,
  quotaMemory: none,
  quotaGpu: none,
  projectQuotaCpu: none,
  projectQuotaMemory: none,
  projectQuotaGpu: none,
};
const problems = (changes: Partial<QuotaForm>) =>
  Object.fromEntries(Object.entries(quotaProblems({ ...unlimited, ...changes })).filter(([, text]) => text));

describe('quota form', () => {
  it('refuses a member quota above the quota of the group, beside the member field', () => {
    expect(problems({ quotaGpu: toLimit(8), projectQuotaGpu: toLimit(6) })).toEqual({
      quotaGpu: 'At most 6, the GPU quota of the group.',
    });
  });
  it('accepts a member quota equal to that of the group', () => {
    expect(problems({ quotaCpu: toLimit(0.5), projectQuotaCpu: toLimit(0.5) })).toEqual({});
  });
  it('compares nothing where one side has no limit', () => {
    expect(problems({ quotaMemory: toLimit(900) })).toEqual({});
    expect(problems({ projectQuotaMemory: toLimit(1) })).toEqual({});
  });
  it('takes 0 as none allowed', () => {
    expect(problems({ quotaGpu: toLimit(0), projectQuotaGpu: toLimit(0) })).toEqual({});
    expect(problems({ quotaGpu: toLimit(1), projectQuotaGpu: toLimit(0) })).toHaveProperty('quotaGpu');
  });
  it('asks for a number when the field is empty and not unlimited', () => {
    expect(problems({ quotaCpu: { unlimited: false, amount: null } })).toHaveProperty('quotaCpu');
  });
  it('refuses negative amounts, parts of a GPU and less than a thousandth of a CPU', () => {
    expect(
      Object.keys(problems({ projectQuotaCpu: toLimit(-1), quotaGpu: toLimit(0.5), quotaCpu: toLimit(0.0001) })),
    ).toEqual(expect.arrayContaining(['projectQuotaCpu', 'quotaGpu', 'quotaCpu']));
  });
  it('sends null for no limit, whatever amount stands in the disabled field', () => {
    expect(fromLimit({ unlimited: true, amount: 7 })).toBeNull();
    expect(fromLimit(toLimit(0))).toBe(0);
  });
  it('finds the member who uses most over several workloads', () => {
    const use = (userName: string, cpu: number) => ({ userName, cpu, memory: 0, gpu: 0 });
    expect(highest([use('a', 4), use('b', 3), use('b', 2)], 'cpu')).toEqual({ userName: 'b', amount: 5 });
    expect(highest([use('a', 4)], 'gpu')).toBeUndefined();
  });
});
