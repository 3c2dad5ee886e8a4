// What a form that starts something offers: instance types and images, and which of them go together.
import type { ImageState } from '../../api/generated/graphql';

export type TypeOption = {
  fits: boolean;
  /** It can never fit, so waiting does not help. */
  never: boolean;
  reason: string | null;
  instanceType: {
    id: string;
    name: string;
    displayName: string | null;
    description: string | null;
    cpuLimit: number | null;
    memoryLimit: number | null;
    gpuLimit: number | null;
  };
};

export type ImageOption = {
  owner: string;
  selectable: boolean;
  reason: string | null;
  image: {
    id: string;
    name: string;
    displayName: string | null;
    description: string | null;
    type: string | null;
    readiness: { state: ImageState; percent: number | null; message: string | null };
  };
};

export type QuotaLine = { used: number; limit: number | null };
export type Quota = { cpu: QuotaLine; memory: QuotaLine; gpu: QuotaLine };

type Image = { type: string | null };
type InstanceType = { gpuLimit: number | null };

export const hasGpu = ({ gpuLimit }: InstanceType) => (gpuLimit ?? 0) > 0;

/** An image made for GPUs does not start without one. */
export const needsGpu = ({ type }: Image) => type === 'gpu';

/** It works, but the GPU is paid for in vain. */
export const wastesGpu = (image: Image, type: InstanceType) => image.type === 'cpu' && hasGpu(type);

export const imageFits = (image: Image, type: InstanceType | undefined) => !type || !needsGpu(image) || hasGpu(type);

export const typeNamed = (options: readonly TypeOption[], name: string | undefined) =>
  options.find(({ instanceType }) => instanceType.name === name)?.instanceType;

export const imageNamed = (options: readonly ImageOption[], name: string | undefined) =>
  options.find(({ image }) => image.name === name)?.image;

type Wanted = { type?: (string | undefined)[]; image?: (string | undefined)[] };

/** The first of the wanted that can be had, else the first that can, best an image that needs no pull. */
export function chooseFirst(
  { instanceTypes, images }: { instanceTypes: readonly TypeOption[]; images: readonly ImageOption[] },
  wanted: Wanted,
  typeCan: (option: TypeOption) => boolean = (option) => option.fits,
): { instanceType?: string; image?: string } {
  const type = firstOf(instanceTypes, (o) => o.instanceType.name, typeCan, wanted.type ?? []);
  const usable = (o: ImageOption) => o.selectable && imageFits(o.image, type?.instanceType);
  const ready = images.find((o) => usable(o) && o.image.readiness.state === 'PRESENT')?.image.name;
  const image = firstOf(images, (o) => o.image.name, usable, [...(wanted.image ?? []), ready]);
  return { instanceType: type?.instanceType.name, image: image?.image.name };
}

function firstOf<O>(
  options: readonly O[],
  name: (option: O) => string,
  usable: (option: O) => boolean,
  wanted: (string | undefined)[],
): O | undefined {
  const named = wanted.map((wish) => options.find((option) => name(option) === wish && usable(option)));
  return named.find(Boolean) ?? options.find(usable);
}
