// Tells the state's script that follows it whose readers it counts. Only where the office has let it in.
(() => {
  const { code, tracker } = document.currentScript.dataset;
  window._govaq = [["trackPageView"], ["enableLinkTracking"], ["setTrackerUrl", tracker], ["setSiteId", code]];
})();
