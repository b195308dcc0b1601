import { createFileRoute } from '@tanstack/react-router';
import { Write } from '@/features/templates/Write';

export const Route = createFileRoute('/_in/templates/new')({ component: () => <Write /> });
