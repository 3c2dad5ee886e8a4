// The filters of a list on phones: behind a button that says how many are set, in a sheet from below.
import { useState, type ReactNode } from 'react';
import { Button, Drawer } from 'antd';
import { t } from '../messages/en';
import type { ListState } from './list-state';

export function FilterSheet({ list, children }: { list: ListState; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const set = list.narrowed - (list.keyword ? 1 : 0);
  return (
    <>
      <Button aria-expanded={open} onClick={() => setOpen(true)}>
        {t.common.filters(set)}
      </Button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="bottom"
        size="default"
        title={t.common.filterTitle}
        styles={{ wrapper: { height: 'auto' } }}
      >
        <div className="filter-sheet">
          {children}
          <Button type="primary" block onClick={() => setOpen(false)}>
            {t.common.showRows}
          </Button>
        </div>
      </Drawer>
    </>
  );
}
