# Addresses of the older site.

old-addresses = Địa chỉ cũ
old-text = Bạn đọc còn mở những địa chỉ của trang cũ. Địa chỉ nào chưa dẫn tới đâu thì sửa ở đây; bạn đọc được đưa tới đúng chỗ ngay sau khi lưu.
old-misses = Chưa dẫn tới đâu
old-misses-table = Địa chỉ được mở mà không thấy trang, mở nhiều trước
old-empty = Không có địa chỉ nào bị mở hụt.
old-empty-hint = Khi có người mở một địa chỉ không còn trang, địa chỉ đó hiện ở đây.
old-address = Địa chỉ
old-asked = Số lần mở
old-last = Lần cuối
old-mend = Sửa
old-change = Đổi
old-more = { $n ->
    *[other] … và { $n } địa chỉ nữa
 }
old-times = { $n ->
    *[other] { $n } lần mở
 }
old-mended = Đã sửa tại đây
old-mended-table = Mới sửa trước
old-leads = Dẫn tới
old-when = Sửa lúc
old-leads-to = Đang dẫn tới { $path }
old-leads-gone = Đang báo là không còn
old-leads-nowhere = Chưa dẫn tới đâu
old-form = Sửa địa chỉ cũ
old-to-title = Trang ấy nay ở đây
old-to = Địa chỉ trên cổng
old-to-hint = Mở trang cần dẫn tới, chép địa chỉ trên thanh trình duyệt rồi dán vào. Chỉ dẫn được tới trang của cổng này.
old-to-do = Dẫn tới trang này
old-gone-title = Trang ấy không còn
old-gone-text = Bạn đọc và máy tìm kiếm được báo là trang đã bỏ hẳn.
old-gone-do = Báo là không còn
old-forget-do = Bỏ, như chưa sửa
old-wrong-target = Đây không phải địa chỉ một trang của cổng. Ghi như /xay-dung-dang/ten-bai-12, không có dấu cách.
old-changed = Người khác vừa sửa địa chỉ này: { $now }. Xem lại rồi lưu lần nữa nếu vẫn muốn đổi.
done-dia-chi-cu = Đã lưu. Địa chỉ cũ dẫn tới đó ngay.
