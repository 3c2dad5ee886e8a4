// A select as a download of its own: it weighs as much as a page, which can be read and filled in before it came.
import { lazy, Suspense } from 'react';
import type { Select as AntSelect } from 'antd';
import './Select.css';

// Asked for as soon as a page that uses it is loaded, not when it is drawn.
const loading = import('./loaded-select');

const Loaded = lazy(() => loading) as unknown as typeof AntSelect;

export const Select = ((props: Parameters<typeof AntSelect>[0]) => (
  <Suspense fallback={<span className="select-wait" style={props.style} />}>
    <Loaded {...props} />
  </Suspense>
)) as unknown as typeof AntSelect;
