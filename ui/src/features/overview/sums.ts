// Sums over the machines of the installation.
import { exact } from '../../format/quota';
import type { Resource } from '../../format/units';

type Machine = Record<`${Resource}${'Total' | 'Used'}`, number>;

export function inUse(machines: readonly Machine[], resource: Resource): { used: number; total: number } {
  const sum = (key: keyof Machine) => exact(machines.reduce((all, machine) => all + machine[key], 0));
  return { used: sum(`${resource}Used`), total: sum(`${resource}Total`) };
}
