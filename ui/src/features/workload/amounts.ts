// What a notebook's instance type gives, as amounts.
import type { Amounts } from '../../format/units';

type Limits = { cpuLimit: number | null; memoryLimit: number | null; gpuLimit: number | null };

export const amountsOf = ({ cpuLimit, memoryLimit, gpuLimit }: Limits): Amounts => ({
  cpu: cpuLimit ?? 0,
  memory: memoryLimit ?? 0,
  gpu: gpuLimit ?? 0,
});
