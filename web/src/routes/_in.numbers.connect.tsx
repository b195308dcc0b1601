import { createFileRoute } from '@tanstack/react-router';
import { Connect } from '@/features/numbers/Connect';

export const Route = createFileRoute('/_in/numbers/connect')({ component: Connect });
