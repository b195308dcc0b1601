import { createFileRoute } from '@tanstack/react-router';
import { Privacy } from '@/features/privacy/Privacy';

export const Route = createFileRoute('/_in/privacy')({ component: Privacy });
