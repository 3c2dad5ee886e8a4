// The rules of the instance type form.
import { describe, expect, it } from 'vitest';
import {
  labelProblem,
  newType,
  problems,
  toCreate,
  toForm,
  tolerationProblem,
  toUpdate,
  type TypeForm,
} from './type-form';

const wrong = (changes: Partial<TypeForm>) =>
  Object.entries(problems({ ...newType, name: 'cpu-1', ...changes }, true)).flatMap(([field, text]) =>
    text ? [field] : [],
  );

describe('instance type form', () => {
  it('accepts a new type with the values it starts with', () => {
    expect(wrong({})).toEqual([]);
  });
  it('refuses limits of nothing and parts of a GPU', () => {
    expect(wrong({ cpuLimit: 0, memoryLimit: null, gpuLimit: 0.5 })).toEqual(['cpuLimit', 'memoryLimit', 'gpuLimit']);
  });
  it('refuses a request above the limit only while its box is ticked', () => {
    expect(wrong({ cpuRequest: { on: true, amount: 2 } })).toEqual(['cpuRequest']);
    expect(wrong({ cpuRequest: { on: false, amount: 2 } })).toEqual([]);
  });
  it('refuses names that Kubernetes would not take', () => {
    for (const name of ['', 'CPU', 'a_b', '-a', 'a b', '映像', 'x'.repeat(64)])
      expect(wrong({ name })).toEqual(['name']);
  });
  it('needs a value for Equals and none for Exists', () => {
    const toleration = { key: 'nvidia.com/gpu', operator: 'Equal' as const, value: '', effect: '' };
    expect(tolerationProblem(toleration)).toBe('“Equals” needs a value.');
    expect(tolerationProblem({ ...toleration, operator: 'Exists' })).toBeUndefined();
  });
  it('refuses the same label key twice', () => {
    const labels = [
      { key: 'zone', value: 'a' },
      { key: 'zone ', value: 'b' },
    ];
    expect(labelProblem(labels[0]!, labels)).toBe('This key is there twice.');
  });
  it('takes a request away with null and leaves what was not changed alone', () => {
    expect(toUpdate({ cpuRequest: { on: false, amount: 2 } }, [])).toEqual({ cpuRequest: null });
  });
  it('sends no value with Exists and no effect for any effect', () => {
    const toleration = { key: 'gpu', operator: 'Exists' as const, value: 'left over', effect: '' };
    expect(toUpdate({ tolerations: [toleration] }, [])).toEqual({
      tolerations: { set: [{ key: 'gpu', operator: 'Exists' }] },
    });
  });
  it('sends only added and removed groups', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((value) => ({ value, label: value }));
    expect(toUpdate({ groups: [b!, c!] }, [a!, b!])).toEqual({
      groups: { connect: [{ id: 'c' }], disconnect: [{ id: 'a' }] },
    });
  });
  it('reads what the server has and would send the same back', () => {
    const saved = {
      name: 'gpu-1',
      cpuLimit: 8,
      memoryLimit: 48,
      gpuLimit: 1,
      gpuResourceName: 'nvidia.com/gpu',
      cpuRequest: 4,
      memoryRequest: null,
      tolerations: [{ key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }],
      nodeSelector: { model: 'a100' },
      global: true,
      groups: [],
    };
    expect(toCreate(toForm(saved))).toMatchObject({
      name: 'gpu-1',
      cpuRequest: 4,
      memoryRequest: null,
      nodeSelector: { model: 'a100' },
      tolerations: { set: [{ key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' }] },
    });
  });
});
