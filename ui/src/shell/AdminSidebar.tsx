// The menu of the admin portal, in a fixed order.
import {
  Activity,
  ArrowLeft,
  Boxes,
  Cpu,
  Image,
  KeyRound,
  NotebookText,
  ScrollText,
  SlidersHorizontal,
  Users,
} from 'lucide-react';
import { Link } from 'react-router';
import { t } from '../messages/en';
import { useRail } from '../ui/media';
import { NavLink } from './NavLink';
import { Sidebar } from './Sidebar';

export function AdminSidebar() {
  return (
    <Sidebar top={<BackToPortal />} caption={t.shell.administration}>
      <NavLink to="/admin/overview" icon={Activity}>
        {t.shell.overview}
      </NavLink>
      <hr />
      <NavLink to="/admin/groups" icon={Boxes}>
        {t.shell.groups}
      </NavLink>
      <NavLink to="/admin/users" icon={Users}>
        {t.shell.users}
      </NavLink>
      <hr />
      <NavLink to="/admin/instance-types" icon={Cpu}>
        {t.shell.instanceTypes}
      </NavLink>
      <NavLink to="/admin/images" icon={Image}>
        {t.shell.images}
      </NavLink>
      <NavLink to="/admin/secrets" icon={KeyRound}>
        {t.shell.secrets}
      </NavLink>
      <hr />
      <NavLink to="/admin/notebooks" icon={NotebookText}>
        {t.shell.notebooks}
      </NavLink>
      <NavLink to="/admin/audit" icon={ScrollText}>
        {t.shell.audit}
      </NavLink>
      <NavLink to="/admin/settings" icon={SlidersHorizontal}>
        {t.shell.systemSettings}
      </NavLink>
    </Sidebar>
  );
}

function BackToPortal() {
  const rail = useRail();
  return (
    <Link to="/" className="group-switch" aria-label={rail ? t.shell.backToPortal : undefined}>
      <ArrowLeft size={16} aria-hidden />
      {!rail && <span className="group-switch-text">{t.shell.backToPortal}</span>}
    </Link>
  );
}
