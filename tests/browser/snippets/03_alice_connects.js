// From another tab/window/browser
$.get('http://server:1501/ohai', function (peer) {
  window.peer = peer
}, 'json')
