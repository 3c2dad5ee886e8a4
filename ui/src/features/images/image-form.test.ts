// The rules of the image form.
import { describe, expect, it } from 'vitest';
import { newImage, problems, toCreate, toForm, toUpdate } from './image-form';

const filled = { ...newImage, name: 'torch', url: 'ghcr.io/team/torch:1' };
const wrong = (changes: object) =>
  Object.entries(problems({ ...filled, ...changes }, true)).flatMap(([field, text]) => (text ? [field] : []));

describe('image form', () => {
  it('needs a reference without a scheme and without spaces', () => {
    expect(wrong({})).toEqual([]);
    for (const url of ['', 'https://ghcr.io/a', 'a b']) expect(wrong({ url })).toEqual(['url']);
  });
  it('needs the reference for GPU only for universal images with the box ticked', () => {
    expect(wrong({ hasGpuUrl: true })).toEqual(['urlForGpu']);
    expect(wrong({ hasGpuUrl: true, type: 'gpu' })).toEqual([]);
  });
  it('does not take the plain reference for one of its own for GPU', () => {
    const saved = { name: 'torch', type: 'both', url: 'a:1', urlForGpu: 'a:1' };
    expect(toForm(saved)).toMatchObject({ hasGpuUrl: false, urlForGpu: '' });
    expect(toForm({ ...saved, urlForGpu: 'a:1-gpu' })).toMatchObject({ hasGpuUrl: true, urlForGpu: 'a:1-gpu' });
  });
  it('takes the reference for GPU away when the image stops being universal', () => {
    const form = { ...filled, hasGpuUrl: true, urlForGpu: 'a:gpu', type: 'cpu' };
    expect(toUpdate(form, { type: 'cpu' }, [])).toEqual({ type: 'cpu', urlForGpu: null });
  });
  it('sends null for no pull secret, and nothing that was not changed', () => {
    expect(toUpdate(filled, { useImagePullSecret: '' }, [])).toEqual({ useImagePullSecret: null });
  });
  it('gives a new image to chosen groups only when it is not for all', () => {
    const groups = [{ value: 'g1', label: 'One' }];
    expect(toCreate({ ...filled, groups }).groups).toBeUndefined();
    expect(toCreate({ ...filled, groups, global: false }).groups).toEqual({ connect: [{ id: 'g1' }] });
  });
});
