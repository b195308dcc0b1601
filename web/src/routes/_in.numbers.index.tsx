import { createFileRoute } from '@tanstack/react-router';
import { Numbers } from '@/features/numbers/Numbers';

export const Route = createFileRoute('/_in/numbers/')({ component: Numbers });
