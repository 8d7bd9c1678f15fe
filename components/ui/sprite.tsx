import {
  ArrowDown,
  ArrowRight,
  ArrowUp,
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronsUpDown,
  CircleAlert,
  Columns3,
  Copy,
  Download,
  Ellipsis,
  ExternalLink,
  Info,
  Lock,
  LogOut,
  type LucideIcon,
  Menu,
  Monitor,
  Moon,
  PanelLeft,
  Plus,
  Search,
  Settings,
  Sun,
  Trash2,
  TriangleAlert,
  X,
} from "lucide-react";
import type { IconName } from "./icon";

const ICONS: Record<IconName, LucideIcon> = {
  alert: TriangleAlert,
  check: Check,
  "chevron-down": ChevronDown,
  "chevron-left": ChevronLeft,
  "chevron-right": ChevronRight,
  close: X,
  columns: Columns3,
  copy: Copy,
  delete: Trash2,
  down: ArrowDown,
  download: Download,
  error: CircleAlert,
  external: ExternalLink,
  info: Info,
  lock: Lock,
  menu: Menu,
  monitor: Monitor,
  moon: Moon,
  more: Ellipsis,
  plus: Plus,
  right: ArrowRight,
  search: Search,
  settings: Settings,
  sidebar: PanelLeft,
  "sign-out": LogOut,
  sun: Sun,
  switch: ChevronsUpDown,
  up: ArrowUp,
};

/** Every icon once per page, drawn on the server: the places that show one only point here, at no cost in JavaScript. */
export function IconSprite() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true" focusable="false">
      {Object.entries(ICONS).map(([name, Drawing]) => (
        <symbol key={name} id={`icon-${name}`} viewBox="0 0 24 24">
          <Drawing strokeWidth={1.9} />
        </symbol>
      ))}
    </svg>
  );
}
