import { createFileRoute } from '@tanstack/react-router';
import { Requests } from '@/features/privacy/Requests';

export const Route = createFileRoute('/_in/privacy/')({ component: Requests });
