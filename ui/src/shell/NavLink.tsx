// One entry of the sidebar. On a rail only its icon shows, with the name in a tooltip.
import { Tooltip } from 'antd';
import type { LucideIcon } from 'lucide-react';
import { NavLink as RouterLink } from 'react-router';
import { useRail } from '../ui/media';

type Props = { to: string; icon: LucideIcon; children: string; count?: number };

export function NavLink({ to, icon: Icon, children, count }: Props) {
  const rail = useRail();
  return (
    <Tooltip title={rail ? children : undefined} placement="right">
      <RouterLink
        to={to}
        className={({ isActive }) => (isActive ? 'nav-link on' : 'nav-link')}
        aria-label={rail ? children : undefined}
      >
        <Icon size={16} strokeWidth={1.75} aria-hidden />
        {!rail && <span>{children}</span>}
        {!rail && count !== undefined && count > 0 && <span className="nav-count num">{count}</span>}
      </RouterLink>
    </Tooltip>
  );
}
