declare module "maplibre-worker" {
  const source: string;
  export default source;
}
