// What few people need, folded away.
import { useState } from 'react';
import { Checkbox } from 'antd';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { t } from '../../messages/en';
import { Panel } from '../../ui/Panel';

export function AdvancedPanel({ safeMode, onChange }: { safeMode: boolean; onChange: (safeMode: boolean) => void }) {
  const [open, setOpen] = useState(safeMode);
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <Panel flush>
      <button type="button" className="plain-button fold" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Arrow size={16} aria-hidden />
        {t.notebooks.advanced}
      </button>
      {open && (
        <div className="folded">
          <Checkbox checked={safeMode} onChange={(event) => onChange(event.target.checked)}>
            {t.notebooks.safeMode} <span className="dim">{t.notebooks.safeModeHint}</span>
          </Checkbox>
        </div>
      )}
    </Panel>
  );
}
