// The values of the image form, their rules, and the form in which the API takes them.
import type { ImageCreateInput, ImageUpdateInput } from '../../api/generated/graphql';
import { t } from '../../messages/admin';
import type { Errors } from '../../ui/form';
import { nameProblem } from '../admin/name';
import { groupChoices, relation, type Choice } from '../admin/relation';

export type ImageForm = {
  name: string;
  displayName: string;
  description: string;
  type: string;
  url: string;
  /** Whether a GPU gets an image of its own; only for universal images. */
  hasGpuUrl: boolean;
  urlForGpu: string;
  /** Empty: none. */
  useImagePullSecret: string;
  global: boolean;
  groups: Choice[];
};

export const newImage: ImageForm = {
  name: '',
  displayName: '',
  description: '',
  type: 'both',
  url: '',
  hasGpuUrl: false,
  urlForGpu: '',
  useImagePullSecret: '',
  global: true,
  groups: [],
};

type Saved = {
  name: string;
  displayName?: string | null;
  description?: string | null;
  type?: string | null;
  url?: string | null;
  urlForGpu?: string | null;
  useImagePullSecret?: string | null;
  global?: boolean | null;
  groups?: readonly ({ id: string; name: string; displayName?: string | null } | null)[] | null;
};

export function toForm(saved: Saved): ImageForm {
  // The server answers with the plain reference where the image has none of its own for GPUs.
  const own = saved.type === 'both' && Boolean(saved.urlForGpu) && saved.urlForGpu !== saved.url;
  return {
    name: saved.name,
    displayName: saved.displayName ?? '',
    description: saved.description ?? '',
    type: saved.type ?? 'both',
    url: saved.url ?? '',
    hasGpuUrl: own,
    urlForGpu: own ? (saved.urlForGpu ?? '') : '',
    useImagePullSecret: saved.useImagePullSecret ?? '',
    global: saved.global ?? false,
    groups: groupChoices(saved.groups),
  };
}

function referenceProblem(text: string): string | undefined {
  const reference = text.trim();
  if (reference === '') return t.errors.required;
  return /\s|:\/\//.test(reference) ? t.imagesAdmin.referenceRule : undefined;
}

const needsGpuUrl = ({ type, hasGpuUrl }: ImageForm) => type === 'both' && hasGpuUrl;

export function problems(form: ImageForm, isNew: boolean): Errors<ImageForm> {
  return {
    name: isNew ? nameProblem(form.name) : undefined,
    url: referenceProblem(form.url),
    urlForGpu: needsGpuUrl(form) ? referenceProblem(form.urlForGpu) : undefined,
  };
}

/** What was changed, as the API takes it; null takes a value away. */
export function toUpdate(
  form: ImageForm,
  changed: Partial<ImageForm>,
  groupsBefore: readonly Choice[],
): ImageUpdateInput {
  const input: ImageUpdateInput = {};
  for (const field of ['displayName', 'description', 'url'] as const) {
    if (changed[field] !== undefined) input[field] = changed[field].trim();
  }
  if (changed.type !== undefined) input.type = changed.type;
  if (changed.global !== undefined) input.global = changed.global;
  if (changed.useImagePullSecret !== undefined) input.useImagePullSecret = changed.useImagePullSecret || null;
  const gpuChanged = changed.type !== undefined || changed.hasGpuUrl !== undefined || changed.urlForGpu !== undefined;
  if (gpuChanged) input.urlForGpu = needsGpuUrl(form) ? form.urlForGpu.trim() : null;
  if (changed.groups) input.groups = relation(groupsBefore, changed.groups);
  return input;
}

export function toCreate(form: ImageForm): ImageCreateInput {
  return {
    ...toUpdate(form, form, []),
    name: form.name.trim(),
    groups: form.global ? undefined : { connect: relation([], form.groups).connect },
  };
}
